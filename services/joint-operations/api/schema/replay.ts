import { byPosition, incidentOfStream, incidentTopic } from '@concord/incident'
import { type Instant, knownAt, millisecondsOf, type Position } from '@concord/kernel'
import type { EventEntry } from '../../picture/picture.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import type { Reading } from '../reading.ts'
import { incidentNode } from './incident-node.ts'

export const replayTypeDefs = /* GraphQL */ `
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
      "Only this incident, operation or exercise; left out, at most 5,000 events of all."
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

interface ReplayArguments {
  readonly from: Instant
  readonly to: Instant
  readonly speed: number
  readonly maxWaitMs: number
  readonly incident?: string | null
}

interface ReplayStep {
  readonly step: number
  readonly steps: number
  readonly knownAt: Instant
  readonly position: Position
  readonly event: EventNode
}

const MOST_STEPS = 5000
const MOST_WAIT_MS = 60_000

export const replayResolvers = {
  Subscription: {
    replay: {
      subscribe: (_: unknown, args: ReplayArguments, { reading }: ApiContext) => {
        checkArguments(args)
        return replay(reading, args)
      },
      resolve: (step: ReplayStep, _: unknown, { reading }: ApiContext) => {
        reading.reached(step.position)
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
  if (millisecondsOf(from) > millisecondsOf(to)) throw apiError('BAD_INPUT', 'from is not later than to.')
  if (!Number.isFinite(speed) || speed < 0) throw apiError('BAD_INPUT', 'speed is 0 or more.')
  if (maxWaitMs < 0 || maxWaitMs > MOST_WAIT_MS) {
    throw apiError('BAD_INPUT', `maxWaitMs is from 0 to ${MOST_WAIT_MS}.`)
  }
}

async function* replay(reading: Reading, args: ReplayArguments): AsyncGenerator<ReplayStep> {
  const { speed, maxWaitMs } = args
  const entries = knownBetween(reading, args)
  const resumed = entries.findIndex(({ event }) => event.position === reading.resumeAfter)
  for (let index = resumed + 1; index < entries.length; index++) {
    const entry = entries[index]!
    const before = entries[index - 1]
    const since = before ? millisecondsOf(knownAt(before.event)) : millisecondsOf(args.from)
    const waitMs = speed === 0 ? 0 : (millisecondsOf(knownAt(entry.event)) - since) / speed
    if (waitMs > 0) await reading.services.clock.sleep(Math.min(waitMs, maxWaitMs), reading.signal)
    if (reading.signal.aborted || !(await reading.isStillKnown())) return
    yield stepOf(entry, index + 1, entries.length)
  }
}

const stepOf = (entry: EventEntry, step: number, steps: number): ReplayStep => {
  const at = knownAt(entry.event)
  // What superseded it was not known at this step.
  const event = eventNode({ event: entry.event, supersededBy: undefined }, { known: { at } })
  return { step, steps, knownAt: at, position: entry.event.position, event }
}

/** In the order in which it became known; what became known at the same moment in the order of the log. */
const knownBetween = (reading: Reading, args: ReplayArguments): readonly EventEntry[] => {
  const from = millisecondsOf(args.from)
  const to = millisecondsOf(args.to)
  const entries = args.incident ? knownOf(reading, args.incident) : newestFirst(reading, args)
  return entries
    .filter(({ event }) => knownMs(event) >= from && knownMs(event) <= to)
    .toSorted((a, b) => knownMs(a.event) - knownMs(b.event) || byPosition(a.event, b.event))
}

const knownOf = (reading: Reading, incident: string): readonly EventEntry[] =>
  reading.topic(incidentTopic(incident), reading.moment(undefined))?.known ?? []

const newestFirst = (reading: Reading, args: ReplayArguments): readonly EventEntry[] => {
  const found: EventEntry[] = []
  let after: string | undefined
  while (true) {
    const request = after === undefined ? { first: 500 } : { first: 500, after }
    const page = reading.services.picture.events(reading.reader, { order: 'known' }, request, {
      known: { at: args.to },
    })
    found.push(...page.items.map((item) => item.entry))
    if (found.length > MOST_STEPS) {
      throw apiError('LIMIT_EXCEEDED', `More than ${MOST_STEPS} steps: shorten the time or name an incident.`)
    }
    const last = found.at(-1)
    after = page.items.at(-1)?.cursor
    if (!page.hasMore || !last || knownMs(last.event) < millisecondsOf(args.from)) return found
  }
}

const knownMs = (event: EventEntry['event']): number => millisecondsOf(knownAt(event))
