import type { Details } from '../report-line.ts'
import { inLetters, withCamelCase } from './words/values.ts'

/**
 * A line of a story under our names of what every line says. What it says besides, beside its `data` or without any, is part
 * of its data: a flat line says as much as a nested one. Where our name of something is there, a word that others have for it
 * is none of it: of a line that has a `type`, the `kind` is a detail.
 */
export const inOurEnvelope = (told: Details): Details => {
  const camelCase = withCamelCase(told)
  const { ours, rest } = taken(camelCase, namesRecord(camelCase) ? wordsBesideRecord : words)
  const flat = taken(rest, markingWords)
  const marking = markingIn(ours.handling)
  const handling = marking === undefined ? flat.ours : { ...flat.ours, ...marking }
  const isTable = typeof ours.data === 'object' && ours.data !== null && !Array.isArray(ours.data)
  const { n: _, ...besides } = flat.rest
  const data = ours.data === undefined || isTable ? { ...besides, ...(ours.data as Details) } : ours.data
  const said = Object.entries(ours).map(([name, one]) => [name, codes.has(name) ? inLetters(one) : one])
  return {
    ...Object.fromEntries(said),
    ...(Object.keys(handling).length > 0 ? { handling } : {}),
    data,
  }
}

/** Our name of each field, and those that others have for it; the first that is there counts. */
type Words = Readonly<Record<string, string>>

const words: Words = {
  id: 'id eventId recordId reference ref',
  agency: 'agency organisation organization org sender source',
  type: 'type eventType event kind',
  incident: 'incident incidentId case caseId',
  occurredAt: 'occurredAt happenedAt occurred happened eventTime validFrom',
  occurredUntil: 'occurredUntil happenedUntil validTo',
  recordedAt: 'recordedAt reportedAt loggedAt enteredAt registeredAt recorded knownAt transactionTime',
  mode: 'mode',
  corrects: 'corrects correctionOf amends supersedes',
  retracts: 'retracts retractionOf withdraws',
  handling: 'handling marking',
  summary: 'summary narrative text description',
  legalBasis: 'legalBasis',
  data: 'data details payload body attributes',
}

/** The same of a line whose `event` is the record that it is about, such as the one that it releases. */
const wordsBesideRecord: Words = { ...words, type: 'type eventType kind' }

/** Types are written in letters, and what goes by a name beside one is a record: `"kind": "ReportReleased", "event": "QK-03"`. */
const namesRecord = ({ kind, event }: Details): boolean =>
  kind !== undefined && typeof event === 'string' && !/^[A-Za-z_ -]+$/.test(event)

const markingWords: Words = {
  tlp: 'tlp classification',
  releaseTo: 'releaseTo releasableTo sharedWith',
  conditions: 'conditions caveats caveat',
}

const codes: ReadonlySet<string> = new Set(['id', 'incident', 'corrects', 'retracts'])

const taken = (told: Details, ourWords: Words): { readonly ours: Details; readonly rest: Details } => {
  const names = Object.entries(ourWords).flatMap(([our, theirs]) => {
    const name = theirs.split(' ').find((one) => told[one] !== undefined)
    return name === undefined ? [] : [[our, name] as const]
  })
  const used = new Set(names.map(([, name]) => name))
  return {
    ours: Object.fromEntries(names.map(([our, name]) => [our, told[name]])),
    rest: Object.fromEntries(Object.entries(told).filter(([name]) => !used.has(name))),
  }
}

/** `"handling": "TLP:AMBER"` says no more than the light. */
const markingIn = (told: unknown): Details | undefined => {
  if (typeof told === 'string') return { tlp: told }
  return typeof told === 'object' && told !== null
    ? taken(withCamelCase(told as Details), markingWords).ours
    : undefined
}
