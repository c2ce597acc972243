import { wordInFull } from './abbreviations.ts'
import { sameDeeds } from './deeds.ts'

/**
 * The name of a type as ours are written, its words in full: `EVT.RES.REQ`, `res_req` and `Res req` are the
 * `ResourceRequest`. What is written so already stays as it is.
 */
export const inOurWriting = (type: string): string => wordsOf(type).join('')

/**
 * What a type that its agency does not have may be called here, likeliest first: with a verb in the past (`TaskAccept`), as what
 * is reported, recorded or changed (`FireStatus`), with another verb for the same (`HelpPromised`), and of a path such as
 * `EVT.HAZ.FIRE.STATUS` what it ends in.
 */
export const namesFor = (type: string): readonly string[] => {
  const words = wordsOf(type)
  const [only, another] = words
  const parts = another === undefined ? [['Incident', only!]] : isPath(type) ? endings(words) : []
  return [...new Set([words, ...parts].flatMap(conjugated))].slice(0, MOST_NAMES)
}

const MOST_NAMES = 256

const wordsOf = (type: string): readonly string[] => {
  const parts = type.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '')
  const isWritten = parts.length === 1 && /\p{Ll}/u.test(type)
  const words = parts.flatMap((part) =>
    isWritten ? camelWords(part) : [...camelWords(part)].map(capitalized),
  )
  const [first = '', ...further] = words.map(wordInFull)
  return !isWritten && further.length > 0 && saysNothing.has(first) ? further : [first, ...further]
}

const camelWords = (part: string): readonly string[] =>
  /\p{Ll}/u.test(part) ? part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u) : [part]

const capitalized = (word: string): string =>
  word.charAt(0).toUpperCase() + (/\p{Ll}/u.test(word) ? word.slice(1) : word.slice(1).toLowerCase())

const saysNothing: ReadonlySet<string> = new Set(['Event', 'Message', 'Record'])

/** Its parts become narrower from left to right. */
const isPath = (type: string): boolean => /[.:/]/.test(type)

/** What a path ends in, where nothing before says that it did not happen. */
const endings = (words: readonly string[]): readonly (readonly string[])[] =>
  words
    .slice(1, -1)
    .map((_, index) => [words.slice(0, index + 1), words.slice(index + 1)] as const)
    .flatMap(([before, after]) => (before.some((word) => notReal.has(word)) ? [] : [after]))

const notReal: ReadonlySet<string> = new Set([
  ...['No', 'Not', 'Non', 'False', 'Test', 'Drill', 'Exercise', 'Planned', 'Attempted', 'Draft'],
])

/** The words as a name, with all that its end may be. */
const conjugated = (words: readonly string[]): readonly string[] => {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1).join('')
  const asPast = pasts(last).map((verb) => `${before}${verb}`)
  const name = `${before}${last}`
  return [name, ...asPast, ...['Reported', 'Recorded', 'Changed'].map((verb) => `${name}${verb}`)].flatMap(
    (one) => [one, ...sameDeeds(one)],
  )
}

/** `Accept` is `Accepted` in the past, `Commit` `Committed`, `Close` `Closed`, `Deny` `Denied`. */
const pasts = (word: string): readonly string[] => {
  if (/ed$|^.{0,2}$/.test(word)) return []
  if (word.endsWith('e')) return [`${word}d`]
  return [`${word}ed`, `${word}${word.at(-1)}ed`, ...(word.endsWith('y') ? [`${word.slice(0, -1)}ied`] : [])]
}
