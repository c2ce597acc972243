import { incidentOfStream } from '@concord/incident'
import { type Instant, knownAt, millisecondsOf, type Position, passingTime } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { type CourseAsked, courseOf, knownMs } from '../derive/replay-course.ts'
import type { Reading } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Subscription {
    "What became known from one moment to another, in the order in which it became known and at the pace asked for, each step with the picture as of then. Ends by itself after the last step; resumes after a step with Last-Event-ID."
    replay(
      "Where to begin: what became known at this moment or later."
      from: DateTime!
      "Where to end: what became known at this moment or earlier."
      to: DateTime!
      "How many times faster than it was, such as 60 for an hour in a minute; 0 for no waiting."
      speed: Float = 0
      "The longest wait between two steps, in milliseconds, 0 to 60,000."
      maxWaitMs: Int = 10000
      "Only this incident, operation or exercise. Left out, everything: at most 100,000 events; replay a longer time in parts, each from where the last one ended."
      incident: ID
    ): ReplayStep!
  }

  "A step of a replay."
  type ReplayStep {
    "Its place among the steps, from 1."
    step: Int!
    "How many steps there are."
    steps: Int!
    "The moment that the picture of this step is as of."
    knownAt: DateTime!
    "The event's position; the SSE event's id."
    position: Position!
    "What became known."
    event: Event!
    "The event's incident as it was known then; null where nothing of it was in force."
    incident: Incident
  }
`

interface ReplayArguments extends CourseAsked {
  readonly speed: number
  readonly maxWaitMs: number
}

interface ReplayStep {
  readonly step: number
  readonly steps: number
  readonly knownAt: Instant
  readonly position: Position
  readonly event: EventNode
}

const MOST_WAIT_MS = 60_000

export const resolvers = {
  Subscription: {
    replay: {
      subscribe: (_: unknown, args: ReplayArguments, { reading }: ApiContext) => {
        checkArguments(args)
        return replay(reading, args)
      },
      resolve: (step: ReplayStep, _: unknown, { reading }: ApiContext) => {
        reading.reached({ after: step.position })
        return step
      },
    },
  },
  ReplayStep: {
    incident: ({ event, knownAt: at }: ReplayStep, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, incidentOfStream(event.event.stream), { known: { at } }),
  },
}

const checkArguments = ({ from, to, speed, maxWaitMs }: ReplayArguments): void => {
  if (millisecondsOf(from) > millisecondsOf(to))
    throw apiError('BAD_INPUT', 'from must not be later than to.')
  if (!Number.isFinite(speed) || speed < 0) throw apiError('BAD_INPUT', 'speed must be 0 or more.')
  if (maxWaitMs < 0 || maxWaitMs > MOST_WAIT_MS) {
    throw apiError('BAD_INPUT', `maxWaitMs must be from 0 to ${MOST_WAIT_MS}.`)
  }
}

async function* replay(reading: Reading, args: ReplayArguments): AsyncGenerator<ReplayStep> {
  const { speed, maxWaitMs } = args
  const course = courseOf(reading, args)
  let step = 0
  let since = millisecondsOf(args.from)
  for (const run of course.runs) {
    const isStillSeen = seenIn(run, passingTime(reading.services.clock))
    for (const entry of run()) {
      const before = since
      since = knownMs(entry.event)
      if (++step <= course.done) continue
      const waitMs = speed === 0 ? 0 : (since - before) / speed
      if (waitMs > 0) await reading.services.sleep(Math.min(waitMs, maxWaitMs), reading.signal)
      if (reading.signal.aborted || !(await reading.isStillKnown())) return
      if (isStillSeen(entry)) yield stepOf(entry, step, course.steps)
    }
  }
}

/** For so long what was looked up is shown: a replay lasts for hours, and a glass may end meanwhile. */
const GOOD_FOR_MS = 2_000

/** Whether an entry of a run is still in it, looked up anew where that was done some time ago. */
const seenIn = (run: () => readonly EventEntry[], time: () => number) => {
  let goodUntilMs = time() + GOOD_FOR_MS
  let seen: ReadonlySet<string> | undefined
  return ({ event }: EventEntry): boolean => {
    if (time() > goodUntilMs) {
      seen = new Set(run().map((entry) => entry.event.id))
      goodUntilMs = time() + GOOD_FOR_MS
    }
    return seen?.has(event.id) ?? true
  }
}

const stepOf = (entry: EventEntry, step: number, steps: number): ReplayStep => {
  const at = knownAt(entry.event)
  // What superseded it was not known at this step.
  const event = eventNode({ event: entry.event, supersededBy: undefined }, { known: { at } })
  return { step, steps, knownAt: at, position: entry.event.position, event }
}
