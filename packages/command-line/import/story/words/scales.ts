import { wordInFull } from './abbreviations.ts'
import { ourWords } from './our-words.ts'
import type { Writing } from './values.ts'

/*
 * Scales on which everybody says the same thing in other words. Ours stay as they are; a word that is on no scale is left to
 * whoever takes it, and no neighbour is guessed.
 */

/** A word of a scale as it is here: the one that it means, or itself, in the way that ours are written. */
const onScale =
  (scale: ReadonlyMap<string, string>, ours: (word: string) => string): Writing =>
  (value) => {
    if (typeof value !== 'string') return undefined
    const word = value
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-')
    const full = wordInFull(capital(word)).toLowerCase()
    return scale.get(word) ?? scale.get(full) ?? ours(full)
  }

/** CAP 1.2 begins its words with a capital. */
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const only =
  (words: string, writing: Writing): Writing =>
  (value) => {
    const meant = writing(value)
    return typeof meant === 'string' && words.split(' ').includes(meant) ? meant : undefined
  }

/** Undefined for what CAP 1.2 has no severity for. */
export const asSeverity = only(
  'Extreme Severe Moderate Minor Unknown',
  onScale(
    ourWords({
      Extreme: 'critical catastrophic very-high',
      Severe: 'high major serious sev',
      Moderate: 'medium mod',
      Minor: 'low slight small min',
    }),
    capital,
  ),
)

/** Undefined for what CAP 1.2 has no certainty for. */
export const asCertainty = only(
  'Observed Likely Possible Unlikely Unknown',
  onScale(
    ourWords({ Observed: 'confirmed certain', Likely: 'probable', Possible: 'suspected unconfirmed' }),
    capital,
  ),
)

/** How passable a border checkpoint is; a word that is on no scale stays as it is. */
export const asCheckpointStatus = onScale(
  ourWords({
    open: 'opened reopened normal operational',
    closed: 'shut suspended blocked',
    restricted: 'limited partial partly-open partially-open',
  }),
  (word) => word,
)

/** What a unit is doing; a word that is on no scale stays as it is. */
export const asUnitStatus = onScale(
  ourWords({
    responding: 'en-route enroute under-way on-the-way',
    'on-scene': 'arrived on-site at-scene',
    available: 'free clear returned',
    dispatched: 'alerted',
  }),
  (word) => word,
)

/** A grade by itself, on the scale that alone has such grades. `B2` may be of several: it is not guessed of which. */
export const asGrading: Writing = (value) => {
  if (typeof value !== 'string') return gradeIn(value)
  const scale = grades.find(([grade]) => grade.test(value))?.[1]
  return scale === undefined ? undefined : { scale, grade: value }
}

/** `{ scheme: '3x5x2', value: '2-B-C' }` says scale and grade in other words. */
const gradeIn = (told: unknown): unknown => {
  if (typeof told !== 'object' || told === null || 'grade' in told) return told
  const {
    scheme,
    system,
    scale = scheme ?? system,
    value,
    code = value,
    ...rest
  } = told as Record<string, unknown>
  return typeof scale === 'string' && typeof code === 'string' ? { scale, grade: code, ...rest } : told
}

const grades: readonly (readonly [grade: RegExp, scale: string])[] = [
  [/^[1-3]-?[A-E]-?[PC]$/, '3x5x2'],
  [/^(?:[EF][1-6]|[A-F][56])$/, 'admiralty'],
  [/^X[1-4]$/, '4x4'],
]

/** The traffic light as TLP 2.0 writes it. What is none of its lights stays as it is: who may see something is not guessed. */
export const asTlp = (light: string): string => {
  const word = light
    .trim()
    .toUpperCase()
    .replace(/^TLP[:\s_-]*/, '')
  if (word === 'WHITE') return 'CLEAR'
  return word.replace(/^AMBER[\s_-]*\+?[\s_-]*STRICT$/, 'AMBER+STRICT')
}
