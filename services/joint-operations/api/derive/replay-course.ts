import { byPosition, incidentTopic } from '@concord/incident'
import { type Instant, knownAt, millisecondsOf } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import { apiError } from '../api-error.ts'
import type { Reading } from '../reading.ts'

/** How many steps a replay of everything may have. */
const MOST_STEPS = 100_000
/** How many events are at hand at a time. */
const RUN = 500

/** From which moment to which, of everything or of one incident. */
export interface CourseAsked {
  readonly from: Instant
  readonly to: Instant
  readonly incident?: string | null
}

/** What is replayed, in runs that are read when it is their turn, and may be read again: the reader's rights may have ended. */
export interface Course {
  readonly steps: number
  /** How many steps the subscriber has had before. */
  readonly done: number
  readonly runs: readonly (() => readonly EventEntry[])[]
}

/**
 * The course of a replay, begun where the subscriber resumes. Throws LIMIT_EXCEEDED where everything asked for is more
 * than {@link MOST_STEPS}: it is looked through once before its first step.
 */
export const courseOf = (reading: Reading, asked: CourseAsked): Course =>
  asked.incident ? incidentCourse(reading, asked, asked.incident) : wholeCourse(reading, asked)

const incidentCourse = (reading: Reading, asked: CourseAsked, incident: string): Course => {
  const { services, reader } = reading
  const moment = reading.moment(undefined)
  const run = () =>
    inOrder(services.picture.topic(reader, incidentTopic(incident), moment)?.known ?? [], asked)
  const all = run()
  const done = all.findIndex(({ event }) => event.position === reading.resumeAfter?.after) + 1
  return { steps: all.length, done, runs: [run] }
}

/**
 * Everything, from lists that go from the newest to the oldest: they are gone through once to learn where each run
 * begins, and then run by run from the oldest on, so that no more than one run is held.
 */
const wholeCourse = (reading: Reading, asked: CourseAsked): Course => {
  const pageAfter = (cursor: string | undefined) =>
    reading.services.picture.events(
      reading.reader,
      { order: 'known' },
      cursor === undefined ? { first: RUN } : { first: RUN, after: cursor },
      { known: { at: asked.to } },
    )
  const entriesOf = (page: ReturnType<typeof pageAfter>) => page.items.map(({ entry }) => entry)
  const runs: (() => readonly EventEntry[])[] = []
  let steps = 0
  let since: number | undefined
  let cursor: string | undefined
  while (true) {
    const page = pageAfter(cursor)
    const at = cursor
    const run = inOrder(entriesOf(page), asked)
    const resumed = run.findIndex(({ event }) => event.position === reading.resumeAfter?.after)
    if (resumed >= 0) since = steps + run.length - resumed - 1
    steps += run.length
    if (steps > MOST_STEPS)
      throw apiError(
        'LIMIT_EXCEEDED',
        `The replay has more than ${MOST_STEPS} steps. Replay a shorter time, or one incident.`,
      )
    runs.push(() => inOrder(entriesOf(pageAfter(at)), asked))
    const last = page.items.at(-1)
    if (!page.hasMore || !last || knownMs(last.entry.event) < millisecondsOf(asked.from)) break
    cursor = last.cursor
  }
  return { steps, done: since === undefined ? 0 : steps - since, runs: runs.reverse() }
}

/** Those of the time asked for, as they became known; what became known at the same moment in the order of the log. */
const inOrder = (entries: readonly EventEntry[], { from, to }: CourseAsked): readonly EventEntry[] =>
  entries
    .filter(({ event }) => knownMs(event) >= millisecondsOf(from) && knownMs(event) <= millisecondsOf(to))
    .toSorted((a, b) => knownMs(a.event) - knownMs(b.event) || byPosition(a.event, b.event))

/** When it became known, in milliseconds since the Unix epoch. */
export const knownMs = (event: EventEntry['event']): number => millisecondsOf(knownAt(event))
