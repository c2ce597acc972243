import { wordInFull, wordsInFull } from '../words/abbreviations.ts'
import { deedsOf, sameDeeds } from './deeds.ts'

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
  const names = readingsOf(type).flatMap((words) => {
    const [only, another] = words
    const parts = another === undefined ? [['Incident', only!]] : isPath(type) ? endings(words) : []
    return [words, ...parts, ...turned(words)].flatMap(conjugated)
  })
  return [...new Set(names)].slice(0, MOST_NAMES)
}

const MOST_NAMES = 1_000

const wordsOf = (type: string): readonly string[] => {
  const words = partsOf(type)
  return isWritten(type) ? words : words.map(wordInFull)
}

/** The words with each in full that may be cut short. */
const readingsOf = (type: string): readonly (readonly string[])[] =>
  partsOf(type).reduce<readonly (readonly string[])[]>(
    (readings, word) =>
      readings.flatMap((words) => wordsInFull(word).map((one) => [...words, one])).slice(0, MOST_READINGS),
    [[]],
  )

const MOST_READINGS = 24

const partsOf = (type: string): readonly string[] => {
  const parts = type.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '')
  if (isWritten(type)) return parts.flatMap(camelWords)
  const [first = '', ...further] = parts.flatMap(camelWords).map(capitalized)
  return further.length > 0 && saysNothing.has(first) ? further : [first, ...further]
}

/** Whether a name is written as ours are. */
const isWritten = (type: string): boolean => /^[\p{L}\p{N}]+$/u.test(type) && /\p{Ll}/u.test(type)

/** `AcceptanceOfAssignment` is an `AssignmentAccepted`, a `RequestForAssistance` an `AssistanceRequested`, a `DecisionOfCommander` a decision. */
const turned = (words: readonly string[]): readonly (readonly string[])[] => {
  const at = words.findIndex((word) => word === 'Of' || word === 'For')
  if (at < 1) return []
  const deed = words.slice(0, at)
  const thing = words.slice(at + 1).filter((word) => word !== 'The' && word !== 'A')
  return [[...thing, ...deed], ...deedsOf(deed.join('')).map((one) => [...thing, one]), deed]
}

const camelWords = (part: string): readonly string[] =>
  /\p{Ll}/u.test(part) ? part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u) : [part]

const capitalized = (word: string): string =>
  word.charAt(0).toUpperCase() + (/\p{Ll}/u.test(word) ? word.slice(1) : word.slice(1).toLowerCase())

const saysNothing: ReadonlySet<string> = new Set(['Event', 'Evt', 'Message', 'Msg', 'Record'])

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
