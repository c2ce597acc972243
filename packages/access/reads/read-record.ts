import { type AgencyName, type Instant, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { Policy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import type { PersonalRead, ReadPart } from './read-events.ts'
import { isReadStream, PersonalDataRead } from './read-events.ts'

/** One read as the record holds it. */
export interface RecordedRead extends PersonalRead {
  readonly event: string
  readonly recordedAt: Instant
}

/** What an overseer asks: every part that is given must fit. Moments include `from` and exclude `until`. */
export interface ReadQuestion {
  readonly agency?: AgencyName
  /** The reader. */
  readonly reader?: string
  /** The person read about. */
  readonly subject?: string
  readonly owner?: AgencyName
  readonly incident?: string
  readonly case?: string
  readonly purpose?: string
  readonly field?: string
  readonly from?: Instant
  readonly until?: Instant
}

/** The reads among events, in the order of the log. An event outside the record's own streams counts for nothing. */
export const readsIn = (events: readonly RecordedEvent[]): readonly RecordedRead[] =>
  events
    .filter(({ stream, type }) => type === PersonalDataRead.type && isReadStream(stream))
    .map(({ id, recordedAt, data }) => ({ ...(data as PersonalRead), event: id, recordedAt }))

/**
 * Who read what, as far as the auditor may know. Reads that the auditor may not look at, and parts of others, are left
 * out without a trace: no count and no question tells of them either.
 */
export const whoRead = (
  policy: Pick<Policy, 'mayAudit'>,
  auditor: Reader,
  reads: readonly RecordedRead[],
  question: ReadQuestion = {},
): readonly RecordedRead[] => {
  const known = new Map<string, boolean>()
  const mayAudit = (readers: AgencyName, owner: AgencyName): boolean => {
    const key = `${readers} ${owner}`
    if (!known.has(key)) known.set(key, policy.mayAudit(auditor, { readers, owners: [owner] }).ok)
    return known.get(key)!
  }
  return reads
    .filter((read) => answers(read, question))
    .map((read) => ({
      ...read,
      parts: read.parts.filter(({ owner }) => mayAudit(read.reader.agency, owner)),
    }))
    .filter(({ parts }) => parts.some((part) => isAskedFor(part, question)))
}

const answers = (read: RecordedRead, question: ReadQuestion): boolean =>
  is(question.agency, read.reader.agency) &&
  is(question.reader, read.reader.subject) &&
  is(question.case, read.case) &&
  is(question.purpose, read.purpose) &&
  (question.from === undefined || millisecondsOf(read.at) >= millisecondsOf(question.from)) &&
  (question.until === undefined || millisecondsOf(read.at) < millisecondsOf(question.until))

const isAskedFor = (part: ReadPart, question: ReadQuestion): boolean =>
  is(question.owner, part.owner) &&
  is(question.incident, part.incident) &&
  among(question.subject, part.subjects) &&
  among(question.field, part.fields)

const is = (asked: string | undefined, said: string): boolean => asked === undefined || asked === said
const among = (asked: string | undefined, said: readonly string[]): boolean =>
  asked === undefined || said.includes(asked)

/** What persons are told when they ask who looked at their data: no officer, no case, and nobody else's code. */
export interface AccessReport {
  readonly subject: string
  readonly accesses: readonly {
    readonly at: Instant
    readonly agency: AgencyName
    readonly purpose: string
    readonly fields: readonly string[]
    readonly onward: readonly AgencyName[]
  }[]
}

/** Directive 2016/680 art. 14: recipients, purposes and categories. Whether a law withholds a part is for people. */
export const accessReport = (reads: readonly RecordedRead[], subject: string): AccessReport => ({
  subject,
  accesses: reads.flatMap(({ at, reader, purpose, parts, onward }) => {
    const fields = new Set(
      parts.filter(({ subjects }) => subjects.includes(subject)).flatMap((part) => part.fields),
    )
    return fields.size === 0 ? [] : [{ at, agency: reader.agency, purpose, fields: [...fields], onward }]
  }),
})
