import { incidentOfStream } from '@concord/incident'
import type { Position } from '@concord/kernel'
import type { ApiContext } from '../context.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import type { Reading } from '../reading.ts'
import { type EventFilterInput, eventFilterOf } from './event-filter.ts'
import { matches } from './event-match.ts'
import { incidentNode } from './incident-node.ts'

export const changesTypeDefs = /* GraphQL */ `
  extend type Subscription {
    "What changes in the reader's picture, in the order of the log: first what changed after a position, then live. No gap and no duplicate, but that a released event comes again to whoever was cut off between it and its release. Over SSE each change carries its position as the event's id, and a reconnect with Last-Event-ID resumes after it."
    changes(
      "Where to begin: what changed after this position; left out, what changes from now on."
      after: Position
      "Only changes of this incident, operation or exercise."
      incident: ID
      "Only these events."
      filter: EventFilter
    ): Change!
  }

  "A step in the reader's picture."
  type Change {
    "The place to resume after."
    position: Position!
    "What sort of step."
    kind: ChangeKind!
    "The event that came; null unless kind is EVENT."
    event: Event
    "Whether the event was recorded earlier and has now been released to the reader."
    released: Boolean!
    "The event's incident as it is with this event; null unless kind is EVENT."
    incident: Incident
    "Why the subscription ends, when it does: too-slow, closing or token-expired."
    reason: String
  }

  "What sort of step."
  enum ChangeKind {
    "An event came."
    EVENT
    "Nothing came for this reader; the subscription lives."
    ALIVE
    "The subscription ends here. Subscribe again after the position."
    ENDED
  }
`

interface Change {
  readonly position: Position
  /** Up to where the picture is known at this step. */
  readonly known: Position
  readonly kind: 'event' | 'alive' | 'ended'
  readonly event: EventNode | null
  readonly released: boolean
  readonly reason: string | null
}

interface ChangesArguments {
  readonly after?: Position | null
  readonly incident?: string | null
  readonly filter?: EventFilterInput
}

export const changesResolvers = {
  ChangeKind: { EVENT: 'event', ALIVE: 'alive', ENDED: 'ended' },
  Subscription: {
    changes: {
      subscribe: (_: unknown, args: ChangesArguments, { reading }: ApiContext) => {
        const filter = eventFilterOf(args.filter)
        return changes(reading, args, (entry) => matches(filter, entry.event))
      },
      resolve: (change: Change, _: unknown, { reading }: ApiContext) => {
        reading.reached(change.position)
        return change
      },
    },
  },
  Change: {
    incident: ({ event, known }: Change, _: unknown, { reading }: ApiContext) =>
      event && incidentNode(reading, incidentOfStream(event.event.stream), { known: { position: known } }),
  },
}

async function* changes(
  reading: Reading,
  args: ChangesArguments,
  wanted: (entry: EventNode) => boolean,
): AsyncGenerator<Change> {
  const after = latestOf(args.after ?? undefined, reading.resumeAfter) ?? reading.standing.position
  const items = reading.services.picture.follow(reading.reader, {
    after,
    ...(args.incident ? { incident: args.incident } : {}),
    signal: reading.signal,
  })
  let last = after
  for await (const item of items) {
    if (item.kind === 'ended') return yield ended(item.resumeAfter, item.reason)
    if (!(await reading.isStillKnown())) return yield ended(last, 'token-expired')
    const known = item.position
    if (item.kind === 'position') {
      last = known
      yield { position: last, known, kind: 'alive', event: null, released: false, reason: null }
      continue
    }
    // What a release brings has the release's own place and comes before it. Until the release itself has come, the
    // place to resume after is the one before: whoever is cut off in between is told again rather than not at all.
    const released = item.released ?? false
    if (!released) last = known
    const event = eventNode(item.entry, { known: { position: known } })
    if (!wanted(event)) continue
    yield { position: last, known, kind: 'event', event, released, reason: null }
  }
}

const ended = (position: Position, reason: string): Change => ({
  position,
  known: position,
  kind: 'ended',
  event: null,
  released: false,
  reason,
})

/** A reconnect carries the first subscription's argument along and where it has come since. */
const latestOf = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a
