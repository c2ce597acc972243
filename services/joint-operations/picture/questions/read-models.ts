import type { DatabaseSync } from 'node:sqlite'
import type { Moment } from '@concord/incident'
import { millisecondsOf, type Position, type RecordedEvent } from '@concord/kernel'
import type { Journal } from '@concord/projection'
import { LRUCache } from 'lru-cache'
import { storedPosition } from '../definition/stored-position.ts'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import { bitOfPlace } from '../tables/agency-bits.ts'
import { statementsOf } from '../tables/statements.ts'
import { newsOf } from './news.ts'
import type { IndexReading, KnownUpTo, ReadModels } from './reading.ts'
import { type Verdicts, verdictsIn } from './verdicts.ts'

/** Larger than every moment, and smaller than what has no end. */
const NEVER_MS = Number.MAX_SAFE_INTEGER - 1

/** Events remembered as read, over all readers: what may be seen is decided afterwards. */
const REMEMBERED_EVENTS = 4000

/** Reads beside the writer, or on its own connection in tests. */
export const openReadModels = (
  database: DatabaseSync,
  journal: Journal,
  knowledge: PictureKnowledge,
): ReadModels => {
  const sql = statementsOf(database)
  const remembered = new LRUCache<number, RecordedEvent>({ max: REMEMBERED_EVENTS })
  let asking: { readonly reading: IndexReading; readonly verdicts: Map<string, Verdicts> } | undefined

  const end = () => sql('SELECT ordinal FROM checkpoint').get()?.ordinal as number

  const ordinalAt = (position: Position) =>
    (sql('SELECT ordinal FROM event WHERE position <= ? ORDER BY position DESC LIMIT 1').get(
      storedPosition(position),
    )?.ordinal ?? 0) as number

  const pick = (ordinals: readonly number[]): readonly RecordedEvent[] =>
    ordinals.flatMap((ordinal) => {
      const there = remembered.get(ordinal)
      if (there) return there
      const journaled = journal.at(ordinal)
      const event = journaled && knowledge.vocabulary.read(journaled)
      if (event === undefined) return []
      remembered.set(ordinal, event)
      return event
    })

  /** How the entangled events of a stream stand for the present question. */
  const verdictsOf = (stream: string): Verdicts => {
    const { reading, verdicts } = asking!
    const there = verdicts.get(stream)
    if (there) return there
    const made = verdictsIn(sql, stream, reading)
    verdicts.set(stream, made)
    return made
  }
  database.function('stands', { directOnly: true }, (stream, ordinal) =>
    verdictsOf(stream as string).stands(ordinal as number),
  )

  const news = newsOf(sql, end)

  const knownAtMoment = (agency: string, { known }: Moment): KnownUpTo => {
    const last = end()
    if (known === undefined) return { axis: 'ordinal', ordinal: last, isNow: true }
    if ('position' in known) {
      const ordinal = Math.min(last, ordinalAt(known.position))
      // What others recorded since makes no difference: not to the answer, and not to how long it takes.
      const isNow = ordinal >= news.lastFor(agency, bitOf(agency))
      return { axis: 'ordinal', ordinal: isNow ? last : ordinal, isNow }
    }
    const ms = millisecondsOf(known.at)
    const row = sql(
      'SELECT ordinal FROM event WHERE in_clock = 1 AND known_ms <= ? ORDER BY known_ms DESC, ordinal DESC LIMIT 1',
    ).get(ms)
    const isMixed = sql('SELECT 1 FROM topic WHERE clocked = 1 LIMIT 1').get() !== undefined
    return { axis: 'instant', ms, ordinal: (row?.ordinal ?? 0) as number, isMixed }
  }

  const bitOf = (agency: string) =>
    bitOfPlace(sql('SELECT place FROM agency WHERE name = ?').get(agency)?.place as number | undefined)

  const ask = <Answer>(agency: string, moment: Moment, answer: (reading: IndexReading) => Answer): Answer => {
    // One snapshot for all statements of an answer; a write transaction of the same connection already is one.
    const isOwn = !database.isTransaction
    if (isOwn) database.exec('BEGIN')
    try {
      const known = knownAtMoment(agency, moment)
      const reading: IndexReading = {
        agency,
        moment,
        known,
        validMs: moment.valid === undefined ? NEVER_MS : millisecondsOf(moment.valid),
        bit: bitOf(agency),
        parameters: {
          bit: bitOf(agency),
          valid: moment.valid === undefined ? NEVER_MS : millisecondsOf(moment.valid),
          known: known.axis === 'ordinal' ? known.ordinal : known.ms,
        },
        isKnown: isKnown('e', known),
        // What is seen depends on releases alone; only what is in force depends on corrections too.
        isSeen: isSeen('e', 'e.stream'),
        isInForce: isInForce('e', 'e.stream'),
        isFiledSeen: `${isKnown('f', known)} AND ${isSeen('f', STREAM_OF_FILED)}`,
        isFiledInForce: `${isKnown('f', known)} AND ${isInForce('f', STREAM_OF_FILED)}`,
        supersededBy: ({ stream, id }) => verdictsOf(stream).supersededBy(id),
      }
      asking = { reading, verdicts: new Map() }
      return answer(reading)
    } finally {
      asking = undefined
      if (isOwn) database.exec('COMMIT')
    }
  }

  return { sql, knowledge, end, ordinalAt, pick, ask }
}

const isKnown = (row: string, { axis }: KnownUpTo): string =>
  axis === 'ordinal' ? `${row}.ordinal <= :known` : `${row}.known_ms <= :known`

const STREAM_OF_FILED = '(SELECT stream FROM event WHERE event.ordinal = f.ordinal)'

const isSeen = (row: string, stream: string): string =>
  `(CASE WHEN ${row}.entangled < 2 THEN ${row}.mask & :bit ELSE stands(${stream}, ${row}.ordinal) END) <> 0`

const isInForce = (row: string, stream: string): string =>
  `(CASE ${row}.entangled WHEN 0 THEN (${row}.mask & :bit) <> 0 ELSE stands(${stream}, ${row}.ordinal) = 2 END)`
