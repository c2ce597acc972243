import type { Marking } from '@concord/kernel'
import type { Details, ReportLine } from '../report-line.ts'
import { inLettersAndDigits } from './words/values.ts'

/** Which agency of the roster records here what one of the story's recorded that is none of it: `theirs` to `ours`. */
export type StandIns = ReadonlyMap<string, string>

/** Whoever records here what an agency of a story recorded. */
export const recorderOf = (agency: string, standIns: StandIns): string => standIns.get(agency) ?? agency

/**
 * A report by an agency of a story, as the agency that records it here delivers it: it says whose word it was, and its
 * identity too, because two agencies may use the same reference. Whoever else is named in it is the one who is here.
 */
export const recordedInPlace = (
  line: ReportLine & { readonly data: Details },
  sender: string,
  standIns: StandIns,
): ReportLine => {
  if (standIns.size === 0) return line
  const data = namedHere(line.data, standIns)
  return {
    ...line,
    ...(line.marking ? { marking: markedHere(line.marking, standIns) } : {}),
    ...(standIns.has(sender)
      ? { system: `${line.system}/${sender}`, data: { ...data, onBehalfOf: sender } }
      : { data }),
  }
}

const markedHere = (marking: Marking, standIns: StandIns): Marking =>
  marking.releaseTo ? { ...marking, releaseTo: namesHere(marking.releaseTo, standIns) } : marking

/** Where events name agencies, under our names of the fields. */
const agencyFields: ReadonlySet<string> = new Set([
  ...['agency', 'agencies', 'owner', 'owners', 'lead', 'to', 'of', 'from', 'partner', 'partners', 'assignee'],
])

const namedHere = (value: object, standIns: StandIns): Details =>
  Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      agencyFields.has(field) ? nameHere(inner, standIns) : within(inner, standIns),
    ]),
  )

/** Tasks, allocations and the like name agencies as the event does. */
const within = (value: unknown, standIns: StandIns): unknown => {
  if (Array.isArray(value)) return value.map((one) => within(one, standIns))
  return typeof value === 'object' && value !== null ? namedHere(value, standIns) : value
}

const nameHere = (value: unknown, standIns: StandIns): unknown => {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return namesHere(value, standIns)
  if (typeof value === 'string') return standIns.get(inLettersAndDigits(value)) ?? value
  return within(value, standIns)
}

const namesHere = (names: readonly string[], standIns: StandIns): string[] => [
  ...new Set(names.map((name) => standIns.get(inLettersAndDigits(name)) ?? name)),
]
