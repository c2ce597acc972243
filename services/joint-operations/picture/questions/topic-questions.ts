import type { Topic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventEntry, Learned } from '../asked/events.ts'
import type { HotspotFilter, HotspotPage } from '../asked/hotspots.ts'
import type { PageRequest } from '../asked/page.ts'
import type { TopicAnswer } from '../asked/topics.ts'
import { writeCursor } from '../definition/cursor.ts'
import { viewsOf } from '../definition/views.ts'
import { learnedConditions } from './events/learned-conditions.ts'
import { knownTo } from './known-to.ts'
import { entryOf, type IndexReading, type ReadModels } from './reading.ts'

/** One topic, folded when it is asked for. */
export const askTopic = (
  models: ReadModels,
  reading: IndexReading,
  topic: Topic,
): TopicAnswer | undefined => {
  const known = knownTo(models, reading)
  const view = viewsOf(known).view(topic)
  if (view === undefined) return undefined
  const seen = seenOf(models, reading, topic)
  const isByInstant = reading.known.axis === 'instant'
  const imported = isByInstant ? seen.filter(({ envelope }) => envelope.imported !== undefined).length : 0
  const entries = seen.map((event) => entryOf(reading, event))
  return { view, inForce: known.inForce(topic), known: entries, imported }
}

/** What of it came to the reader in a stretch of known time, in the order of the log. */
export const askLearned = (
  models: ReadModels,
  reading: IndexReading,
  topic: Topic,
  learned: Learned,
): readonly EventEntry[] => seenOf(models, reading, topic, learned).map((event) => entryOf(reading, event))

/** What the reader knew of and what had happened, superseded or not, in the order of the log. */
const seenOf = (
  { sql, pick }: ReadModels,
  reading: IndexReading,
  topic: Topic,
  learned: Learned = {},
): readonly RecordedEvent[] => {
  const { parameters, onRow } = learnedConditions(learned, reading, 'f')
  const seen = [reading.isFiledSeen, ...onRow].join(' AND ')
  return pick(
    sql(
      `SELECT f.ordinal FROM topic AS t JOIN filing AS f USING (topic)
       WHERE t.name = :topic AND f.is_member AND f.occurred_ms <= :valid AND ${seen}
       ORDER BY f.ordinal`,
    )
      .all({ ...reading.parameters, ...parameters, topic })
      .map(({ ordinal }) => ordinal as number),
  )
}

/** Topics of a kind in the order of their names, as far as the reader knows of them. */
export const askTopics = (
  models: ReadModels,
  reading: IndexReading,
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
      const answer = found.length < page.first && askTopic(models, reading, name as Topic)
      if (answer) found.push(answer)
    }
    if (rows.length < 200) break
  }
  return found
}

/** Detections that visible, standing events brought, each once. */
export const askHotspots = (
  { sql }: ReadModels,
  reading: IndexReading,
  filter: HotspotFilter,
  page: PageRequest,
  after: { readonly key: number; readonly name: string } | undefined,
): HotspotPage => {
  const parameters: Record<string, string | number | bigint> = { ...reading.parameters }
  const add = (sql: string, values: Record<string, string | number>) => {
    Object.assign(parameters, values)
    return sql
  }
  const { incident, modes, box, minConfidence, maxConfidence, country } = filter
  const where = [
    'TRUE',
    ...(box
      ? [
          add(
            `lat >= :south AND lat <= :north AND
             ${box.west <= box.east ? 'lon >= :west AND lon <= :east' : '(lon >= :west OR lon <= :east)'}`,
            { ...box },
          ),
        ]
      : []),
    ...(minConfidence === undefined ? [] : [add('confidence >= :least', { least: minConfidence })]),
    ...(maxConfidence === undefined ? [] : [add('confidence <= :most', { most: maxConfidence })]),
    ...(country === undefined ? [] : [add('country = :country', { country })]),
  ].join(' AND ')
  const ofIncident = incident === undefined ? '' : add('AND e.incident = :incident', { incident })
  const ofModes =
    modes === undefined
      ? ''
      : add('AND e.mode IN (SELECT value FROM json_each(:modes))', { modes: JSON.stringify(modes) })
  const from = `(SELECT h.*, e.id AS event, min(h.ordinal) FROM hotspot AS h JOIN event AS e USING (ordinal)
    WHERE e.occurred_ms <= :valid AND ${reading.isKnown} AND ${reading.isInForce} ${ofIncident} ${ofModes} GROUP BY h.key)
    WHERE ${where}`
  const total = sql(`SELECT count(*) AS total FROM ${from}`).get(parameters)?.total as number
  const rows = sql(
    `SELECT * FROM ${from} ${after === undefined ? '' : 'AND (acquired_ms, key) > (:afterMs, :afterKey)'}
     ORDER BY acquired_ms, key LIMIT :limit + 0`,
  ).all({
    ...parameters,
    ...(after && { afterMs: after.key, afterKey: after.name }),
    limit: page.first + 1,
  }) as unknown as HotspotRow[]
  const items = rows.slice(0, page.first).map((row) => ({
    cursor: writeCursor({ order: 'acquired', key: row.acquired_ms, name: row.key }),
    hotspot: {
      key: row.key,
      lat: row.lat,
      lon: row.lon,
      confidence: row.confidence ?? undefined,
      acquiredAt: row.acquired_at,
      satellite: row.satellite,
      country: row.country ?? undefined,
      place: row.place ?? undefined,
      event: row.event,
    },
  }))
  return { items, total, hasMore: rows.length > page.first }
}

interface HotspotRow {
  readonly key: string
  readonly lat: number
  readonly lon: number
  readonly confidence: number | null
  readonly acquired_at: string
  readonly acquired_ms: number
  readonly satellite: string
  readonly country: string | null
  readonly place: string | null
  readonly event: string
}
