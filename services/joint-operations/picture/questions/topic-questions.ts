import type { Topic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventEntry, Learned } from '../asked/events.ts'
import type { PageRequest } from '../asked/page.ts'
import type { TopicAnswer } from '../asked/topics.ts'
import { viewsOf } from '../definition/views.ts'
import { learnedConditions } from './events/learned-conditions.ts'
import { entryOf, type IndexQuestion, type ReadModels } from './index-question.ts'
import { knownTo } from './known-to.ts'

/** One topic, folded when it is asked for. */
export const askTopic = (
  models: ReadModels,
  question: IndexQuestion,
  topic: Topic,
): TopicAnswer | undefined => {
  const known = knownTo(models, question)
  const view = viewsOf(known).view(topic)
  if (view === undefined) return undefined
  const seen = seenOf(models, question, topic)
  const isByInstant = question.known.axis === 'instant'
  const imported = isByInstant ? seen.filter(({ envelope }) => envelope.imported !== undefined).length : 0
  const entries = seen.map((event) => entryOf(question, event))
  return { view, inForce: known.inForce(topic), known: entries, imported }
}

/** What of it came to the reader in a stretch of known time, in the order of the log. */
export const askLearned = (
  models: ReadModels,
  question: IndexQuestion,
  topic: Topic,
  learned: Learned,
): readonly EventEntry[] => seenOf(models, question, topic, learned).map((event) => entryOf(question, event))

/** What the reader knew of and what had happened, superseded or not, in the order of the log. */
const seenOf = (
  { sql, pick }: ReadModels,
  question: IndexQuestion,
  topic: Topic,
  learned: Learned = {},
): readonly RecordedEvent[] => {
  const { parameters, onRow } = learnedConditions(learned, question, 'f')
  const seen = [question.isFiledSeen, ...onRow].join(' AND ')
  return pick(
    sql(
      `SELECT f.ordinal FROM topic AS t JOIN filing AS f USING (topic)
       WHERE t.name = :topic AND f.is_member AND f.occurred_ms <= :valid AND ${seen}
       ORDER BY f.ordinal`,
    )
      .all({ ...question.parameters, ...parameters, topic })
      .map(({ ordinal }) => ordinal as number),
  )
}

/** Topics of a kind in the order of their names, as far as the reader knows of them. */
export const askTopics = (
  models: ReadModels,
  question: IndexQuestion,
  kind: string,
  page: PageRequest,
  after: string | undefined,
): readonly TopicAnswer[] => {
  const found: TopicAnswer[] = []
  let last = after ?? `${kind}:`
  while (found.length < page.first) {
    const rows = models
      .sql('SELECT name FROM topic WHERE name > ? AND name < ? ORDER BY name LIMIT 200')
      .all(last, `${kind};`)
    for (const { name } of rows) {
      last = name as string
      const answer = found.length < page.first && askTopic(models, question, name as Topic)
      if (answer) found.push(answer)
    }
    if (rows.length < 200) break
  }
  return found
}
