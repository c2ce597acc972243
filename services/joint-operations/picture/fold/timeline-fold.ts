import { incidentOfStream, isRelease, modeOf, modes, reportTypeOf, type Topic } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import { aimsOf } from '../definition/aims.ts'
import { detectionsOf, hotspotOf, type Whereabouts } from '../definition/hotspot.ts'
import { unitDecisions } from '../definition/views.ts'
import type { Statements } from '../tables/statements.ts'
import type { FoldedEvent } from './folded-event.ts'
import { tallyFold } from './tally-fold.ts'
import { wordFold } from './word-fold.ts'

/** Numbers of topics kept in memory; the others are looked up. */
const REMEMBERED_TOPICS = 10_000

/** One row for each event, the words it is found by, what it is entangled with, and its detections. */
export const timelineFold = (
  sql: Statements,
  whereabouts: Whereabouts,
  eventAt: (ordinal: number) => FoldedEvent | undefined,
  eventsInBlock?: number,
) => {
  const tally = tallyFold(sql, eventsInBlock)
  const keepWords = wordFold(sql)

  /** Ordinals of the targets of an event's aims. */
  const targetsOf = ({ event }: FoldedEvent): readonly number[] =>
    aimsOf(event).flatMap((id) => {
      const row = sql('SELECT ordinal FROM event WHERE id = ? AND stream = ? AND mode = ?').get(
        id,
        event.stream,
        event.envelope.mode,
      )
      return row === undefined ? [] : [row.ordinal as number]
    })

  const entangle = (folded: FoldedEvent): void => {
    sql('INSERT OR IGNORE INTO entangled VALUES (?, ?, ?, ?, ?)').run(
      folded.event.stream,
      folded.ordinal,
      folded.knownMs,
      folded.mask,
      JSON.stringify(wordOf(folded.event)),
    )
  }

  const fold = (folded: FoldedEvent): void => {
    const { event, ordinal } = folded
    const targets = targetsOf(folded)
    sql('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...eventRow(folded),
    )
    tally.count(folded)
    keepWords(event, ordinal)
    if (aimsOf(event).length > 0) entangle(folded)
    for (const target of targets) entangleTarget(event, target)
    foldDetections(folded)
    for (const { unit } of unitDecisions(event, folded.changes)) {
      sql('INSERT OR IGNORE INTO unit_decision VALUES (?, ?)').run(unit.unit, ordinal)
    }
  }

  /** What is aimed at, from now on stands as the definition says; what is released is counted by itself besides. */
  const entangleTarget = (event: RecordedEvent, target: number): void => {
    const how = isRelease(event) ? 3 : 1
    if (how === 3) tally.leaveOut(target)
    sql('UPDATE event SET entangled = entangled | ? WHERE ordinal = ?').run(how, target)
    sql('UPDATE filing SET entangled = entangled | ? WHERE ordinal = ?').run(how, target)
    const aimed = eventAt(target)
    if (aimed) entangle(aimed)
  }

  const foldDetections = ({ event, changes, ordinal }: FoldedEvent): void => {
    for (const detection of detectionsOf(changes)) {
      const { key, lat, lon, confidence, acquiredAt, satellite, country, place } = hotspotOf(
        detection,
        event.id,
        whereabouts,
      )
      sql('INSERT OR IGNORE INTO hotspot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        key,
        ordinal,
        lat,
        lon,
        confidence ?? null,
        acquiredAt,
        millisecondsOf(acquiredAt),
        satellite,
        country ?? null,
        place ?? null,
      )
    }
  }

  /** The topics an event is filed under: what its changes name, and where its targets are filed. */
  const fileUnder = (folded: FoldedEvent, topics: readonly Topic[]): readonly FiledTopic[] => {
    const filed = new Map<number, FiledTopic>()
    for (const name of topics) {
      const topic = topicNumber(name)
      filed.set(topic, { topic, name, isMember: true })
    }
    for (const target of targetsOf(folded)) {
      const rows = sql('SELECT topic, name FROM filing JOIN topic USING (topic) WHERE ordinal = ?').all(
        target,
      )
      for (const row of rows) {
        const topic = row.topic as number
        if (!filed.has(topic)) filed.set(topic, { topic, name: row.name as Topic, isMember: false })
      }
    }
    const isEntangled = aimsOf(folded.event).length > 0
    for (const { topic, isMember } of filed.values()) {
      if (isRelease(folded.event)) sql('UPDATE topic SET released = 1 WHERE topic = ?').run(topic)
      sql('INSERT INTO filing VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
        topic,
        folded.occurredMs,
        folded.ordinal,
        Number(isMember),
        folded.knownMs,
        folded.mask,
        Number(isEntangled),
        modes.indexOf(modeOf(folded.event)),
      )
    }
    return [...filed.values()]
  }

  const numbers = new LRUCache<Topic, number>({ max: REMEMBERED_TOPICS })
  const topicNumber = (name: Topic): number => {
    const number = numbers.get(name) ?? numberInTable(name)
    numbers.set(name, number)
    return number
  }
  const numberInTable = (name: Topic): number => {
    const found = sql('SELECT topic FROM topic WHERE name = ?').get(name)
    if (found) return found.topic as number
    return Number(sql('INSERT INTO topic (name) VALUES (?)').run(name).lastInsertRowid)
  }

  return { fold, fileUnder, flush: tally.flush }
}

export interface FiledTopic {
  readonly topic: number
  readonly name: Topic
  /** Whether the event says something of the topic, or only corrects, retracts or releases what does. */
  readonly isMember: boolean
}

const eventRow = ({ event, ordinal, occurredMs, knownMs, inClock, mask }: FoldedEvent) => {
  const { agency, mode, reference, imported, corrects, retracts } = event.envelope
  return [
    ordinal,
    ...[event.position, event.id, event.stream, event.type, reportTypeOf(event) ?? ''],
    ...[agency, mode, incidentOfStream(event.stream), reference ?? null],
    ...[occurredMs, knownMs, Number(imported !== undefined), Number(inClock)],
    ...[Number(corrects !== undefined), Number(retracts !== undefined), mask],
    Number(aimsOf(event).length > 0),
  ] as const
}

/** As much of an event as its own standing and that of others depends on. */
const wordOf = ({ id, type, stream, data, envelope }: RecordedEvent) => {
  const { agency, mode, corrects, retracts } = envelope
  const { event, to } = data as { readonly event?: unknown; readonly to?: unknown }
  return { id, type, stream, data: { event, to }, envelope: { agency, mode, corrects, retracts } }
}
