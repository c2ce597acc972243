import type { CommitmentConflict, Fact, FactConflict, Moment } from '@concord/incident'
import { incidentTopic, topicId } from '@concord/incident'
import type { ApiContext } from '../context.ts'
import { type ConflictNode, conflictNode, conflictsOfIncident } from '../derive/conflict-node.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { stamped } from '../derive/stamped.ts'
import type { AsOf, Reading } from '../reading.ts'
import { enumOf } from './enum.ts'
import { connectionOf, type PageArguments, pageOf, pageOfList } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Contradicting facts and people committed twice, those that were settled with them, in the order in which the reader learned of two sides; those of one incident the oldest first. Played conflicts are shown only if incident names their incident. A page may hold fewer than asked for and still have a next one, because two hundred incidents and units are searched at a time."
    conflicts(
      "Only those of this incident, operation or exercise, with those of the units that ever were bound in it."
      incident: ID
      "Only those that are settled, or only those that are not."
      settled: Boolean
      "How many at most, from 1 to 100."
      first: Int = 50
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): ConflictConnection!
  }

  "What agencies have to settle between them."
  interface Conflict {
    "Whether it is settled: by a recorded decision, or by the end of a double commitment."
    settled: Boolean!
    "Since when there is a conflict."
    since: DateTime!
  }

  "Agencies state different values of the same thing."
  type ContradictingFact implements Conflict {
    "Whether a recorded decision has settled it."
    settled: Boolean!
    "Since when a second value stands beside the first."
    since: DateTime!
    "The incident in which they state it."
    incident: Incident
    "What each agency says, and the decision."
    fact: Fact!
  }

  "The same people are bound to two uses at the same time, or were. Each such time of a unit is one of its own."
  type DoubleCommitment implements Conflict {
    "Whether a recorded decision has settled it, or the people are bound to one use again."
    settled: Boolean!
    "Since when they are bound to a second use."
    since: DateTime!
    "The agency whose people they are."
    agency: String!
    "The unit; null when none of the commitments names it."
    unit: String
    "How many people."
    personnel: Int
    "Why they are held to be the same people."
    ground: ConflictGround!
    "The commitments, the earliest first; of one that is over, those that stood when it ended."
    commitments: [Commitment!]!
    "The decision that settled it."
    settledBy: Decision
    "What ended it, where nobody decided: a release, a task done or withdrawn, a closing."
    ended: CommitmentEnd
  }

  "What set people free."
  type CommitmentEnd {
    "Since when they are free."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "Why people are held to be the same."
  enum ConflictGround {
    "Every commitment names the same unit."
    SAME_UNIT
    "The same agency bound the same number of people and did not name the unit every time."
    SAME_HEAD_COUNT
  }

  "Conflicts, page by page."
  type ConflictConnection {
    "The conflicts with their cursors."
    edges: [ConflictEdge!]!
    "The conflicts alone."
    nodes: [Conflict!]!
    "How many there are on all pages; null where more than two hundred incidents and units have been in dispute, because then they are not counted."
    totalCount: Int
    "Where this page stands. Its end is where to go on, also where nothing was found up to there."
    pageInfo: PageInfo!
  }

  "A conflict in a list."
  type ConflictEdge {
    "Its place in the list, for after."
    cursor: String!
    "The conflict."
    node: Conflict!
  }
`

interface ConflictArguments extends PageArguments {
  readonly incident?: string | null
  readonly settled?: boolean | null
  readonly asOf?: AsOf
}

type CommitmentNode = CommitmentConflict & Pick<ConflictNode, 'moment'>
type FactNode = FactConflict & Pick<ConflictNode, 'moment'>

export const resolvers = {
  ConflictGround: enumOf(['same-unit', 'same-head-count']),
  Query: {
    conflicts: (_: unknown, args: ConflictArguments, { reading }: ApiContext) => {
      const moment = reading.moment(args.asOf)
      if (args.incident == null) return allConflicts(reading, args, moment)
      const found = conflictsOfIncident(reading, args.incident, moment)
      const wanted = found.filter(
        ({ settled }) => args.settled == null || (settled !== undefined) === args.settled,
      )
      return pageOfList(wanted, args)
    },
  },
  Conflict: {
    __resolveType: ({ kind }: ConflictNode) => (kind === 'fact' ? 'ContradictingFact' : 'DoubleCommitment'),
  },
  ContradictingFact: {
    settled: (conflict: FactNode) => conflict.settled !== undefined,
    incident: (conflict: FactNode, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, topicId(conflict.topic), conflict.moment),
    fact: (conflict: FactNode, _: unknown, { reading }: ApiContext) => factOf(conflict, reading),
  },
  DoubleCommitment: {
    settled: (conflict: CommitmentNode) => conflict.settled !== undefined,
    agency: ({ parties }: CommitmentNode) => parties[0]!.agency,
    personnel: ({ parties }: CommitmentNode) => Math.max(...parties.map((one) => one.personnel ?? 0)) || null,
    ground: ({ parties }: CommitmentNode) =>
      parties.every((one) => one.unit !== undefined) ? 'same-unit' : 'same-head-count',
    commitments: ({ parties }: CommitmentNode) => parties,
    settledBy: ({ decision }: CommitmentNode) => decision,
    ended: ({ decision, settled }: CommitmentNode) => (decision ? undefined : settled),
  },
}

const allConflicts = (reading: Reading, args: ConflictArguments, moment: Moment) => {
  const request = pageOf(args)
  const filter = args.settled == null ? {} : { settled: args.settled }
  const page = reading.services.picture.conflicts(reading.reader, filter, request, moment)
  const items = page.items.map(({ cursor, conflict }) => ({ cursor, node: conflictNode(conflict, moment) }))
  const connection = connectionOf(items, page, request.after)
  return { ...connection, pageInfo: { ...connection.pageInfo, endCursor: page.end ?? null } }
}

/** The whole fact; a fact that contradicts stands in the view of its incident. */
const factOf = (conflict: FactNode, reading: Reading): Fact => {
  const view = reading.topic(incidentTopic(topicId(conflict.topic)), conflict.moment)?.view
  const fact = view?.facts.find((one) => one.about === conflict.about && one.name === conflict.name)
  if (!fact) throw new Error(`The fact ${conflict.about}.${conflict.name} is in conflict and in no view.`)
  return stamped(fact, conflict.moment)
}
