import { endOf, evolveGlasses, type Glass, isOver } from '@concord/access'
import { incidentOfStream } from '@concord/incident'
import { millisecondsOf, parseStreamName, type RecordedEvent } from '@concord/kernel'

/** A break-glass whose owners are to be told, as plain JSON. */
export interface WatchedGlass extends Glass {
  /** Where in the log its incident changed last before it was over: there may be an owner more to tell. */
  readonly changed: string
}

/** The break-glasses of which somebody may still have to be told, by the id of the event that invoked each. */
export type WatchedGlasses = Readonly<Record<string, WatchedGlass>>

/** For how long after its end owners are told who have not been told yet. */
const WATCHED_MS = 90 * 86_400_000

/** One step of the fold: what the glass's own events say, and where its incident changed before it was over. */
export const evolveWatchedGlasses = (watched: WatchedGlasses, event: RecordedEvent): WatchedGlasses => {
  const position = String(event.position)
  if (parseStreamName(event.stream)?.category === 'glass') {
    const next = evolveGlasses(new Map(Object.entries(watched)), event)
    return Object.fromEntries(
      [...next].map(([id, glass]) => [id, { changed: position, ...watched[id], ...glass }]),
    )
  }
  const incident = incidentOfStream(event.stream)
  const recordedMs = millisecondsOf(event.recordedAt)
  const seen = Object.entries(watched).filter(
    ([, glass]) => glass.incident === incident && !isOver(glass, recordedMs),
  )
  if (seen.length === 0) return watched
  return {
    ...watched,
    ...Object.fromEntries(seen.map(([id, glass]) => [id, { ...glass, changed: position }])),
  }
}

/** Those whose owners may still have to be told. */
export const glassesToTellOf = (watched: WatchedGlasses, nowMs: number): readonly WatchedGlass[] =>
  Object.values(watched).filter((glass) => nowMs < endOf(glass) + WATCHED_MS)
