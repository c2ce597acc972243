import { isRelease } from '@concord/incident'
import type { Position, RecordedEvent } from '@concord/kernel'
import { entryOf, type IndexQuestion, type ReadModels } from '../questions/index-question.ts'
import type { VisibleRun } from './follow-picture.ts'
import { lastVisible } from './last-visible.ts'

/** What a reader may see, event by event in the order of the log. */
export interface VisibleEvents {
  /** The position of the last event that the reader may see; 0 where there is none. */
  lastPosition(agency: string): Position
  /** The next run after an ordinal. */
  after(agency: string, ordinal: number): VisibleRun
}

/** Events given out at once, and events looked through for them: both bounded, for the sake of everybody else. */
const RUN = 200
const LOOKED_THROUGH = 20_000

/**
 * Finds visible events in the read models. A run holds at most 200 events and looks through 20,000.
 */
export const openVisibleEvents = (models: ReadModels): VisibleEvents => {
  const { sql } = models

  /**
   * An event comes at its own place when it is for the reader by its marking, and at the place of its release when it is
   * not; in both cases only if the reader may still see it.
   */
  const after = (agency: string, ordinal: number): VisibleRun =>
    models.ask(agency, {}, (question) => {
      const end = Math.min(models.end(), ordinal + LOOKED_THROUGH)
      const rows = sql(
        `SELECT e.ordinal, e.entangled, (e.mask & :bit) <> 0 AS is_marked, ${question.isSeen} AS is_seen FROM event AS e
         WHERE e.ordinal > :after AND e.ordinal <= :end AND (e.mask & :bit OR e.entangled) ORDER BY e.ordinal LIMIT :run + 0`,
      ).all({ ...question.parameters, after: ordinal, end, run: RUN }) as unknown as SeenRow[]
      const items = rows.flatMap((row) => itemsAt(question, row))
      return { items, scanned: rows.length < RUN ? Math.max(end, ordinal) : rows.at(-1)!.ordinal }
    })

  const itemsAt = (question: IndexQuestion, row: SeenRow): VisibleRun['items'] => {
    if (row.entangled === 0 && row.is_seen === 0) return []
    const event = models.pick([row.ordinal])[0]
    if (event === undefined) return []
    const { position } = event
    const released = row.entangled !== 0 && isRelease(event) ? releasedBy(question, event) : []
    const isShown = row.is_marked === 1 && row.is_seen === 1
    return [
      ...released.map((one) => ({ ...itemOf(question, one, position), released: true as const })),
      ...(isShown ? [itemOf(question, event, position)] : []),
    ]
  }

  /** The event that a release opened to the reader who could not see it before, if they still can. */
  const releasedBy = (question: IndexQuestion, release: RecordedEvent): readonly RecordedEvent[] => {
    const { event: id, to } = release.data as { readonly event: string; readonly to: readonly string[] }
    if (release.type !== 'ReleaseGranted' || !to.includes(question.agency)) return []
    const row = sql(
      `SELECT e.ordinal, (e.mask & :bit) <> 0 AS is_marked, ${question.isSeen} AS is_seen FROM event AS e
       WHERE e.id = :id AND e.stream = :stream AND e.mode = :mode AND e.position < :position`,
    ).get({
      ...question.parameters,
      id,
      stream: release.stream,
      mode: release.envelope.mode,
      position: release.position,
    })
    return row?.is_marked === 0 && row.is_seen === 1 ? models.pick([row.ordinal as number]) : []
  }

  return { lastPosition: lastVisible(models), after }
}

const itemOf = (question: IndexQuestion, event: RecordedEvent, position: Position) => ({
  kind: 'event' as const,
  position,
  entry: entryOf(question, event),
})

interface SeenRow {
  readonly ordinal: number
  readonly entangled: number
  readonly is_marked: number
  readonly is_seen: number
}
