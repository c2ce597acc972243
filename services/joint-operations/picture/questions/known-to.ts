import { byOccurrence, type Topic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { type KnownTo, unitDecisions } from '../definition/views.ts'
import type { IndexQuestion, ReadModels } from './index-question.ts'

/** What a reader knows, from the read models. What is in force of a topic is read once. */
export const knownTo = (models: ReadModels, question: IndexQuestion): KnownTo => {
  const { sql, knowledge, pick } = models
  const read = new Map<Topic, readonly RecordedEvent[]>()
  return {
    inForce: (topic) => {
      if (!read.has(topic)) read.set(topic, inForceOf(models, question, topic))
      return read.get(topic)!
    },
    changes: knowledge.vocabulary.changes,
    corrected: ({ stream, position, envelope }) => {
      if (envelope.corrects === undefined) return undefined
      const row = sql(
        `SELECT e.ordinal FROM event AS e WHERE e.id = :id AND e.stream = :stream AND e.mode = :mode
         AND e.position < :position AND ${question.isKnown} AND ${question.isSeen}`,
      ).get({ ...question.parameters, stream, position, id: envelope.corrects, mode: envelope.mode })
      return row && pick([row.ordinal as number])[0]
    },
    decisionsOn: (units) => {
      if (units.length === 0) return []
      const rows = sql(
        `SELECT DISTINCT e.ordinal FROM json_each(:units) AS u CROSS JOIN unit_decision AS d ON d.unit = u.value
         CROSS JOIN event AS e USING (ordinal)
         WHERE e.occurred_ms <= :valid AND ${question.isKnown} AND ${question.isInForce}`,
      ).all({ ...question.parameters, units: JSON.stringify(units) })
      return pick(rows.map(({ ordinal }) => ordinal as number))
        .toSorted(byOccurrence)
        .flatMap((event) => unitDecisions(event, knowledge.vocabulary.changes(event)))
    },
  }
}

/**
 * What of the topic is in force for the reader, in the order in which it happened. Only that is read from the journal: the
 * time it takes must not tell how much is withheld.
 */
const inForceOf = (
  { sql, pick }: ReadModels,
  question: IndexQuestion,
  topic: Topic,
): readonly RecordedEvent[] =>
  pick(
    sql(
      `SELECT f.ordinal FROM topic AS t JOIN filing AS f USING (topic)
       WHERE t.name = :topic AND f.is_member AND f.occurred_ms <= :valid AND ${question.isFiledInForce}
       ORDER BY f.occurred_ms, f.ordinal`,
    )
      .all({ ...question.parameters, topic })
      .map(({ ordinal }) => ordinal as number),
  )
