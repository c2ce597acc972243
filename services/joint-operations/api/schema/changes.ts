import { setImmediate } from 'node:timers/promises'
import { incidentOfStream } from '@concord/incident'
import type { Position } from '@concord/kernel'
import { passesEvent } from '../../picture/definition/event-match.ts'
import { apiError } from '../api-error.ts'
import { type ChangePlace, placeText, readPlace } from '../change-place.ts'
import type { ApiContext } from '../context.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { touches } from '../derive/touches.ts'
import type { Reading } from '../reading.ts'
import { type EventFilterInput, liveEventFilterOf } from './event-filter.ts'
import { type IncidentFilterInput, incidentFilterOf } from './incident-filter.ts'

export const typeDefs = /* GraphQL */ `
  extend type Subscription {
    "What changes in the reader's picture, in the order of the log: first what changed after a position, then live. No gap and no duplicate: over SSE each change carries its place as the event's id, and a reconnect with Last-Event-ID goes on after it."
    changes(
      "Where to begin: what changed after this position; left out, what changes from now on."
      after: Position
      "Where to go on exactly: the place of the last change received. If after is given as well, place counts. The two differ only at a release: what it lets the reader see has been received, the release itself has not."
      place: String
      "Only changes of this incident, operation or exercise."
      incident: ID
      "Only these events."
      filter: EventFilter
      "Only changes of incidents like these, in an area or a box, of a kind, in which an agency takes part: as the reader sees them with the change, or saw them before it. An incident that leaves the area is sent once more."
      where: IncidentFilter
    ): Change!
  }

  "A step in the reader's picture."
  type Change {
    "Everything up to this position has come."
    position: Position!
    "Where to go on after this change, with nothing missed and nothing twice: pass it as place, or as Last-Event-ID."
    place: String!
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
  readonly place: ChangePlace
  /** Up to where the picture is known at this step. */
  readonly known: Position
  readonly kind: 'event' | 'alive' | 'ended'
  readonly event: EventNode | null
  readonly released: boolean
  readonly reason: string | null
}

interface ChangesArguments {
  readonly after?: Position | null
  readonly place?: string | null
  readonly incident?: string | null
  readonly filter?: EventFilterInput
  readonly where?: IncidentFilterInput | null
}

export const resolvers = {
  ChangeKind: { EVENT: 'event', ALIVE: 'alive', ENDED: 'ended' },
  Subscription: {
    changes: {
      subscribe: (_: unknown, args: ChangesArguments, { reading }: ApiContext) => {
        const filter = liveEventFilterOf(args.filter)
        const where = args.where ? incidentFilterOf(args.where) : undefined
        return changes(reading, args, async ({ event }, position) => {
          if (!passesEvent(event, filter)) return false
          if (where === undefined) return true
          // Each takes a fold or two: nobody else has to wait for all of them.
          await setImmediate()
          return touches(reading, where, event, position)
        })
      },
      resolve: (change: Change, _: unknown, { reading }: ApiContext) => {
        reading.reached(change.place)
        return change
      },
    },
  },
  Change: {
    position: ({ place }: Change) => place.after,
    place: ({ place }: Change) => placeText(place),
    incident: ({ event, known }: Change, _: unknown, { reading }: ApiContext) =>
      event && incidentNode(reading, incidentOfStream(event.event.stream), { known: { position: known } }),
  },
}

async function* changes(
  reading: Reading,
  args: ChangesArguments,
  isWanted: (node: EventNode, position: Position) => Promise<boolean>,
): AsyncGenerator<Change> {
  const from = beginning(reading, args)
  const items = reading.services.picture.follow(reading.reader, {
    after: from.after,
    ...(args.incident ? { incident: args.incident } : {}),
    signal: reading.signal,
  })
  let last = from
  for await (const item of items) {
    if (item.kind === 'ended') return yield ended(upTo(last, item.resumeAfter), item.reason)
    if (!(await reading.isStillKnown())) return yield ended(last, 'token-expired')
    const known = item.position
    if (item.kind === 'position') {
      last = upTo(last, known)
      yield { place: last, known, kind: 'alive', event: null, released: false, reason: null }
      continue
    }
    const released = item.released ?? false
    if (released && from.released === known) continue
    last = released ? { after: last.after, released: known } : { after: known }
    const event = eventNode(item.entry, { known: { position: known } })
    if (!(await isWanted(event, known))) continue
    yield { place: last, known, kind: 'event', event, released, reason: null }
  }
}

const ended = (place: ChangePlace, reason: string): Change => ({
  place,
  known: place.after,
  kind: 'ended',
  event: null,
  released: false,
  reason,
})

/** A reconnect carries the first subscription's arguments along and where it has come since. */
const beginning = (reading: Reading, { after, place }: ChangesArguments): ChangePlace => {
  const named = place == null ? undefined : readPlace(place)
  if (place != null && named === undefined)
    throw apiError('BAD_INPUT', 'place must be the place of a change, such as "120".')
  const asked = named ?? (after == null ? undefined : { after })
  const come = reading.resumeAfter
  return (asked && come ? later(asked, come) : (asked ?? come)) ?? { after: reading.standing.position }
}

/** How far everything has come. The position of a release is not yet reached beside it. */
const upTo = (last: ChangePlace, position: Position): ChangePlace =>
  last.released === position ? last : { after: position }

const later = (a: ChangePlace, b: ChangePlace): ChangePlace => (b.after >= a.after ? b : a)
