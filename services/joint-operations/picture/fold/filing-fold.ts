import { isRelease, modeOf, modes, type Topic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import { aimsOf } from '../definition/aims.ts'
import type { Statements } from '../tables/statements.ts'
import type { FoldedEvent } from './folded-event.ts'

/** Numbers of topics kept in memory; the others are looked up. */
const REMEMBERED_TOPICS = 10_000

/** A topic under which an event is filed. */
export interface FiledTopic {
  readonly topic: number
  readonly name: Topic
  /** Whether the event says something of the topic, or only corrects, retracts or releases what does. */
  readonly isMember: boolean
}

/** Files events under topics, which are numbered as they are first named. */
export const filingFold = (sql: Statements) => {
  /** The topics an event is filed under: what its changes name, and where its targets are filed. */
  const fileUnder = (folded: FoldedEvent, topics: readonly Topic[]): readonly FiledTopic[] => {
    const filed = new Map<number, FiledTopic>()
    for (const name of topics) {
      const topic = topicNumber(name)
      filed.set(topic, { topic, name, isMember: true })
    }
    for (const target of targetsOf(sql, folded.event)) {
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
      if (!folded.inClock) sql('UPDATE topic SET clocked = 1 WHERE topic = ?').run(topic)
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

  // By size: for a `max` the library takes the room of all in advance.
  const numbers = new LRUCache<Topic, number>({ maxSize: REMEMBERED_TOPICS, sizeCalculation: () => 1 })
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

  return { fileUnder }
}

/** Ordinals of what an event corrects, retracts or releases, as far as it came before. */
export const targetsOf = (sql: Statements, event: RecordedEvent): readonly number[] =>
  aimsOf(event).flatMap((id) => {
    const row = sql('SELECT ordinal FROM event WHERE id = ? AND stream = ? AND mode = ?').get(
      ...[id, event.stream, event.envelope.mode],
    )
    return row === undefined ? [] : [row.ordinal as number]
  })
