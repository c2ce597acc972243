import { randomUUID } from 'node:crypto'
import {
  type AgencyName,
  type EventLog,
  err,
  type NewEvent,
  type Position,
  type Result,
  unaskedEvent,
} from '@concord/kernel'
import type { Clock } from '../identity/clock.ts'
import type { Reader } from '../reader.ts'
import {
  type Consultation,
  mostInRead,
  PersonalDataRead,
  type PersonalRead,
  type ReadPart,
  ReadRecordConsulted,
} from './read-events.ts'
import { busy, type ReadAuditFailure, type ReadOnRecord, tooMany } from './read-outcome.ts'
import type { ReadQuestion } from './read-record.ts'
import { createReadWriter, type ReadWriter } from './read-writer.ts'

/**
 * Writes down who reads data about persons, before they read it. Only after `ok` may the data be served: what cannot be
 * written down is not shown.
 */
export interface ReadAudit {
  /** Resolves when the store has acknowledged the record. */
  record(read: IntendedRead): Promise<Result<ReadOnRecord, ReadAuditFailure>>
  /** The same for a look at the record of reads itself: not shown to an auditor before it is written down. */
  recordConsultation(
    reader: Reader,
    question: ReadQuestion,
    results: number,
  ): Promise<Result<ReadOnRecord, ReadAuditFailure>>
  /** Waits for what is being written, and takes no more. */
  close(): Promise<void>
}

/** What is about to be shown. The reader's purpose and case must be there: ask the policy first. */
export interface IntendedRead {
  readonly reader: Reader
  readonly parts: readonly ReadPart[]
  /** The position of the log on which the answer stands. */
  readonly position: Position
  /** The agencies to whom the reader says to hand it on. */
  readonly onward?: readonly AgencyName[]
}

/** Where reads are put on record, and in whose name. */
export interface ReadAuditOptions {
  readonly log: Pick<EventLog, 'append'>
  /** The agency that keeps the record: the log must write as it, and know {@link PersonalDataRead} as its event. */
  readonly keeper: AgencyName
  readonly clock: Clock
  /** Names this start of this process in the names of streams; must never repeat. */
  readonly run?: string
  readonly newId?: () => string
}

/** Reads that wait to be written, over all agencies. More are refused at once. */
const MOST_WAITING = 2_000

/**
 * Reads of people of one agency share appends: while one is under way the others gather. So a read waits for the append
 * under way and its own, longer only when more than 200 gather, and no timer is needed.
 */
export const createReadAudit = (options: ReadAuditOptions): ReadAudit => {
  const { log, keeper, clock, run = randomUUID().slice(0, 8), newId = randomUUID } = options
  const writers = new Map<AgencyName, ReadWriter>()
  let waiting = 0
  let closed = false

  const writerOf = (agency: AgencyName): ReadWriter => {
    const writer = writers.get(agency) ?? createReadWriter({ log, keeper, agency, run })
    writers.set(agency, writer)
    return writer
  }

  const write = async (
    type: typeof PersonalDataRead | typeof ReadRecordConsulted,
    data: PersonalRead | Consultation,
  ): Promise<Result<ReadOnRecord, ReadAuditFailure>> => {
    if (closed || waiting >= MOST_WAITING) return err(busy)
    waiting += 1
    try {
      const event = eventOf(type, data, keeper, newId)
      return await writerOf(data.reader.agency).write(event, data.at.slice(0, 10))
    } finally {
      waiting -= 1
    }
  }
  const now = () => new Date(clock()).toISOString()

  return {
    async record(read) {
      const data = dataOf(read, now())
      const list = tooLong(data)
      return list ? err(tooMany(list, mostInRead[list])) : write(PersonalDataRead, data)
    },
    recordConsultation: (reader, question, results) =>
      write(ReadRecordConsulted, { reader: namesOf(reader), at: now(), question: { ...question }, results }),
    async close() {
      closed = true
      await Promise.all([...writers.values()].map((writer) => writer.settled()))
    },
  }
}

const dataOf = ({ reader, parts, position, onward }: IntendedRead, at: string): PersonalRead => {
  const { purpose, case: caseNumber } = reader
  if (purpose === undefined || caseNumber === undefined) {
    throw new Error('A read without a purpose and a case must have been denied before it is recorded.')
  }
  return {
    reader: namesOf(reader),
    purpose,
    case: caseNumber,
    at,
    parts: [...parts],
    position: position.toString(),
    onward: [...new Set(onward)],
  }
}

const namesOf = ({ agency, subject, roles }: Reader) => ({ agency, subject, roles: [...roles] })

/** Which of its lists is longer than one read may be; undefined where none is. */
const tooLong = ({ parts }: PersonalRead) => {
  const sum = (list: 'subjects' | 'fields') => parts.reduce((all, part) => all + part[list].length, 0)
  const counts = { parts: parts.length, subjects: sum('subjects'), fields: sum('fields') }
  return (['parts', 'subjects', 'fields'] as const).find((list) => counts[list] > mostInRead[list])
}

/** Marked for its keeper alone; who may look at it is a question for the policy and not for the marking. */
const eventOf = (
  type: typeof PersonalDataRead | typeof ReadRecordConsulted,
  data: PersonalRead | Consultation,
  keeper: AgencyName,
  newId: () => string,
): NewEvent => {
  const { subject, roles, agency } = data.reader
  return unaskedEvent(type, data, {
    agency: keeper,
    actor: { subject, role: roles[0] ?? 'none', agency },
    occurredAt: data.at,
    marking: { tlp: 'RED', releaseTo: [] },
    newId,
  })
}
