import { LRUCache } from 'lru-cache'
import type { Details } from '../../report-line.ts'
import { lexicon } from '../types/deeds.ts'
import { countNames } from './counts.ts'
import { ourWords } from './our-words.ts'

/** Short words that show neither the beginning nor the consonants of what they are short for, or are so usual that they mean one thing. */
const usual = ourWords({
  Incident: 'Inc',
  Operation: 'Op',
  Resource: 'Res',
  Request: 'Req Rq',
  Report: 'Rep',
  Except: 'Exc',
  Record: 'Rec',
  Event: 'Evt',
  Status: 'Stat Sts',
  Severity: 'Sev',
  Quantity: 'Qty',
  Location: 'Loc',
  Vehicle: 'Veh',
  Person: 'Pers',
  Inmate: 'Inm',
  Ambulance: 'Amb',
  Assistance: 'Asst Assist',
  Checkpoint: 'Bcp Xing',
  Decision: 'Dec',
  Exercise: 'Ex Exer',
  Hazard: 'Haz',
  People: 'Pax Ppl',
  PersonalData: 'Pii',
  Injured: 'Inj',
  Casualties: 'Cas',
  Acknowledged: 'Ack Ackd',
  Cancelled: 'Cxl Cxld Canx',
  EnRoute: 'Enrt Enr',
  Observation: 'Obs',
  Identified: 'Ident',
  Updated: 'Upd Upd8',
  Corrected: 'Corr',
})

/**
 * What a word may be short for: `Veh` for the `Vehicle`; by consonants `Clsd` for `Closed`; by its beginning `Susp` for the
 * `Suspect`. A word that is short for nothing is itself.
 */
export const wordsInFull = (word: string): readonly string[] => {
  const full = usual.get(word)
  if (full !== undefined) return [full]
  const meant = lexicon.has(word) ? [] : [...lexicon].filter((one) => isShortFor(word, one, 3))
  return meant.length > 0 ? [...meant, word].slice(0, MOST_MEANT) : [word]
}

const MOST_MEANT = 6

/** The one word that a word is short for; itself where that is none, or one of several. */
export const wordInFull = (word: string): string => {
  const [full = word, another] = wordsInFull(word)
  return another === undefined || another === word ? full : word
}

/** Whether a word leaves out the end of the other, or vowels and more between its first and its last consonant. */
const isShortFor = (short: string, word: string, fewest: number): boolean => {
  const [said, full] = [short.toLowerCase(), word.toLowerCase()]
  if (said.length < 3 || said[0] !== full[0] || full.length - said.length < 2) return false
  if (full.startsWith(said))
    return said.length >= fewest && said.length <= LONGEST_BEGINNING && full.length - said.length > 2
  return !/[aeiou]/.test(said.slice(1)) && said.at(-1) === full.at(-1) && isWithin(said, full)
}

/** A prison is not short for a prisoner. */
const LONGEST_BEGINNING = 5

/** Whether the letters of one word stand in the other in that order. */
const isWithin = ([first, ...further]: string, word: string): boolean => {
  if (first === undefined) return true
  const at = word.indexOf(first)
  return at >= 0 && isWithin(further.join(''), word.slice(at + 1))
}

/** The fields that an event of one type has, by our names and others'. */
export interface Named {
  readonly isOurs: (field: string) => boolean
  /** The one name that a field is cut short from; undefined where that is none, or several things. */
  readonly inFull: (field: string) => string | undefined
}

/** By all names of fields, and what each is here. */
export const namedBy = (all: ReadonlyMap<string, string>): Named => {
  const words = [...all.keys()].filter((name) => /^[a-z]+$/.test(name))
  const looked = new LRUCache<string, { readonly name: string | undefined }>({ max: 500 })
  const find = (field: string): string | undefined => {
    const meant = words.filter((name) => isShortFor(field, name, 4))
    const single = meant.filter((name) => !(name.endsWith('s') && meant.includes(name.slice(0, -1))))
    return new Set(single.map((name) => all.get(name))).size === 1 ? single[0] : undefined
  }
  const inFull = (field: string): string | undefined => {
    const found = looked.get(field) ?? { name: find(field) }
    looked.set(field, found)
    return found.name
  }
  return { isOurs: (field) => all.has(field), inFull }
}

/**
 * Details with the fields in full that are cut short or say more than they need to, where that makes them ours: `sev` is the
 * `severity`, `cnt` the `count`, `personsConcerned` are the `persons`. What may be two things is left as it is.
 */
export const withNamesInFull = (details: Details, named: Named): Details =>
  Object.fromEntries(
    Object.entries(details).map(([field, told]) => {
      const full = named.isOurs(field) ? field : fieldInFull(field, told, named)
      return [full in details ? field : full, told]
    }),
  )

const fieldInFull = (field: string, told: unknown, { isOurs, inFull }: Named): string => {
  const words = field.split(/(?=[A-Z])/).map(capitalized)
  const usually = words.map((word) => usual.get(word) ?? word)
  const bare = typeof told === 'number' ? words : withoutPadding(words)
  const written = [usually, bare].map((one) => uncapitalized(one.join('')))
  return written.find(isOurs) ?? countedIn(words) ?? inFull(field) ?? field
}

/** The persons concerned are the persons; how many were involved is another number than how many there are. */
const withoutPadding = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word !== 'Concerned' && word !== 'Involved')

/** The `evacuatedPersons` and the `numberOfEvacuated` are so many `evacuated`. */
const countedIn = (words: readonly string[]): string | undefined => {
  const [only = '', another] = words.filter((word) => !ofCounts.has(word)).map(uncapitalized)
  return another === undefined && words.length > 1 && countNames.has(only) ? only : undefined
}

const ofCounts: ReadonlySet<string> = new Set([
  ...['Number', 'Num', 'No', 'Of', 'Count', 'Total', 'Persons', 'People', 'Residents', 'Civilians'],
])

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const uncapitalized = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1)
