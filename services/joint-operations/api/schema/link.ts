import type { Link, Moment } from '@concord/incident'
import { knownAt } from '@concord/kernel'
import type { ApiContext } from '../context.ts'
import { resolveEvents } from '../derive/event-node.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { latest, secondsBetween } from '../derive/seconds.ts'
import type { StampedSource } from '../derive/stamped.ts'
import type { Reading } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  "That two incidents were held to belong together, and until when."
  type Link {
    "One of the incidents."
    a: ID!
    "The other one."
    b: ID!
    "One of the incidents, opened; null when the reader knows nothing else of it."
    incidentA: Incident
    "The other one, opened."
    incidentB: Incident
    "How they belong together, such as RELATED, PARENT or CHILD."
    relation: String!
    "How likely it was held to be, in estimative words."
    confidence: String
    "Since when it was held."
    from: DateTime!
    "The event that says so."
    source: Source!
    "Until when it was held; null while it is."
    until: DateTime
    "The event that ended it."
    untilSource: Source
    "Why it was ended, in the words of who ended it."
    reason: String
    "How long it was held, in seconds; null while it is."
    heldS: Float
    "The events that refute it, as far as the reader may see them."
    basis: [Event!]!
    "When the last of the events that refute it became known: from then on it could have been refused. Null while it is held and when it was ended without a basis."
    knownRefutableSince: DateTime
    "How much earlier than it was ended it could have been refused, in seconds: from the later of its beginning and knownRefutableSince to its end."
    avoidableS: Float
  }
`

type LinkNode = Link & { readonly linked: { readonly source: StampedSource } }

export const resolvers = {
  Link: {
    incidentA: (link: LinkNode, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, link.a, momentOf(link)),
    incidentB: (link: LinkNode, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, link.b, momentOf(link)),
    from: (link: LinkNode) => link.linked.since,
    source: (link: LinkNode) => link.linked.source,
    until: (link: LinkNode) => link.unlinked?.since,
    untilSource: (link: LinkNode) => link.unlinked?.source,
    reason: (link: LinkNode) => link.unlinked?.reason,
    heldS: (link: LinkNode) => secondsBetween(link.linked.since, link.unlinked?.since),
    basis: (link: LinkNode, _: unknown, { reading }: ApiContext) => refutingEvents(link, reading),
    knownRefutableSince: (link: LinkNode, _: unknown, { reading }: ApiContext) => refutable(link, reading),
    avoidableS: (link: LinkNode, _: unknown, { reading }: ApiContext) => {
      const since = refutable(link, reading)
      return since && secondsBetween(latest([link.linked.since, since]), link.unlinked?.since)
    },
  },
}

const momentOf = (link: LinkNode): Moment => link.linked.source.moment

const refutingEvents = (link: LinkNode, reading: Reading) =>
  resolveEvents(reading, link.unlinked?.basis ?? [], momentOf(link))

const refutable = (link: LinkNode, reading: Reading) =>
  latest(refutingEvents(link, reading).map(({ event }) => knownAt(event)))
