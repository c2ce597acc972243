import { modes } from '@concord/incident'
import type { IncidentFilter } from '../../asked/incidents.ts'
import { statuses } from '../../definition/summary.ts'
import { PER_TOPIC } from '../../fold/situation/rectangle.ts'
import { secondOf } from '../../fold/situation/rectangle-store.ts'
import type { IndexQuestion } from '../index-question.ts'

/** How incidents stand at a question's two moments, in SQL: one summary for each that the reader knows of. */
export interface HeldSummaries {
  /** Rows of a `topic` and the number of its `summary`. */
  readonly all: string
  /** The number of the summary of the topic that this expression names; no row for none. */
  of(topic: string): string
  readonly parameters: Readonly<Record<string, number>>
  /** Of such a row `h` and its summary `s`, when the incident last changed: the text, or the ordinal of the event. */
  readonly changed: string
  readonly changedMs: string
}

/** Only summaries of the statuses and modes that the filter names. */
export const heldSummaries = (
  question: IndexQuestion,
  filter: Pick<IncidentFilter, 'statuses' | 'modes'>,
): HeldSummaries => {
  const { known, moment } = question
  const codes = filter.statuses && placesIn(statuses, filter.statuses)
  const ofModes = filter.modes && `AND mode IN (${placesIn(modes, filter.modes).join(', ')})`
  const ofStatuses = codes && `AND status IN (${codes.join(', ')})`
  const among = `${ofStatuses ?? ''} ${ofModes ?? ''}`
  if (known.axis === 'ordinal' && known.isNow && moment.valid === undefined) {
    return {
      all: `SELECT topic, summary, changed_ms, changed_at FROM tail WHERE mask & :bit ${among}`,
      of: (topic) => `SELECT summary FROM tail WHERE topic = ${topic} AND mask & :bit ${among}`,
      parameters: {},
      changed: 'h.changed_at',
      changedMs: 'h.changed_ms',
    }
  }
  const status = codes === undefined ? [0, statuses.length] : [Math.min(...codes), Math.max(...codes)]
  const isClocked = known.axis === 'instant' && known.isMixed
  const rows = (topic?: string) =>
    [byOrdinal(isClocked, among, topic), ...(isClocked ? [byInstant(among, topic)] : [])].join(' UNION ALL ')
  return {
    all: rows(),
    of: (topic) => `SELECT summary FROM (${rows(topic)})`,
    parameters: {
      ordinal: known.ordinal,
      validS: secondOf(question.validMs),
      statusFrom: status[0]!,
      statusTo: status[1]!,
      ...(isClocked && { knownS: secondOf(known.ms) }),
    },
    changed: endEvent(question, 'ordinal', 'last'),
    changedMs: endEvent(question, 'occurred_ms', 'last'),
  }
}

/** In one order, each once: in whatever order they are asked for, it is the same statement. */
export const placesIn = <Each>(all: readonly Each[], asked: readonly Each[]): readonly number[] =>
  all.flatMap((each, place) => (asked.includes(each) ? place : []))

/** A column of the first or last event that makes an incident, of a row `h` with its topic and a row `s` with its mode. */
export const endEvent = (
  { isFiledInForce }: IndexQuestion,
  column: 'ordinal' | 'occurred_ms',
  end: 'first' | 'last',
  mode = 's.mode',
): string => {
  const way = end === 'first' ? 'ASC' : 'DESC'
  return `(SELECT f.${column} FROM filing AS f
    WHERE f.topic = h.topic AND f.is_member AND f.mode = ${mode} AND f.occurred_ms <= :valid AND ${isFiledInForce}
    ORDER BY f.occurred_ms ${way}, f.ordinal ${way} LIMIT 1)`
}

/** Filters again what the R-tree's whole seconds and range of statuses let through. */
const byOrdinal = (withoutClocked: boolean, among: string, topic?: string): string => {
  const clocked = (topic: string) =>
    withoutClocked ? `AND (SELECT clocked FROM topic AS t WHERE t.topic = ${topic}) = 0` : ''
  const rectangles = (table: string) =>
    `SELECT r.id / ${PER_TOPIC} AS topic, r.summary FROM ${rowsOf(table, topic)}
      AND known_from <= :ordinal AND known_to >= :ordinal AND valid_from_s <= :validS AND valid_from <= :valid
      AND ${inStatus(among)} AND mask & :bit ${clocked(`r.id / ${PER_TOPIC}`)}`
  // The tails first: they are found at once, and of one incident the first row is enough.
  return `SELECT topic, summary FROM tail
    WHERE ${ofTopic(topic)} AND known_from <= :ordinal AND valid_from <= :valid AND mask & :bit ${among} ${clocked('tail.topic')}
    UNION ALL ${rectangles('rectangle')}
    UNION ALL ${rectangles('past_rectangle')} AND valid_to_s >= :validS AND valid_to > :valid`
}

const byInstant = (among: string, topic?: string): string =>
  `SELECT r.id / ${PER_TOPIC} AS topic, r.summary FROM ${rowsOf('instant_rectangle', topic)}
      AND known_from_s <= :knownS AND known_to_s >= :knownS AND valid_from_s <= :validS AND valid_to_s >= :validS
      AND known_from <= :known AND known_to > :known AND valid_from <= :valid AND valid_to > :valid
      AND ${inStatus(among)} AND mask & :bit
    UNION ALL SELECT topic, summary FROM instant_tail
    WHERE ${ofTopic(topic)} AND known_from <= :known AND valid_from <= :valid AND mask & :bit ${among}`

const inStatus = (among: string): string =>
  `status_from <= :statusTo AND status_to >= :statusFrom ${among.replace('status', 'status_from')}`

const ofTopic = (topic: string | undefined): string => (topic === undefined ? 'TRUE' : `topic = ${topic}`)

/** Rows `r` of an R-tree: those of one topic are found by their numbers, which the table of its rows has in order. */
const rowsOf = (table: string, topic: string | undefined): string =>
  topic === undefined
    ? `${table} AS r WHERE TRUE`
    : `${table}_rowid AS n CROSS JOIN ${table} AS r ON r.id = n.rowid
       WHERE n.rowid >= ${topic} * ${PER_TOPIC} AND n.rowid < (${topic} + 1) * ${PER_TOPIC}`
