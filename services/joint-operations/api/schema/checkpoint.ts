import { type CheckpointState, checkpointTopic, type Moment, topicId } from '@concord/incident'
import type { ApiContext } from '../context.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { type StampedSource, stamped } from '../derive/stamped.ts'
import type { AsOf } from '../reading.ts'
import { enumOf } from './enum.ts'
import { type PageArguments, pageOf } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "One border checkpoint; null when nothing is known of it."
    checkpoint(
      "Its code."
      id: ID!
      "At what moments."
      asOf: AsOf
    ): Checkpoint

    "Border checkpoints of which something is known, by their codes."
    checkpoints(
      "How many at most, from 1 to 100."
      first: Int = 100
      "At what moments."
      asOf: AsOf
    ): [Checkpoint!]!
  }

  "A border checkpoint and who may pass."
  type Checkpoint {
    "Its code."
    checkpoint: ID!
    "Whether it is open."
    status: CheckpointStatus!
    "Since when it has that status."
    since: DateTime!
    "The event that set the status."
    source: Source!
    "Who may pass all the same."
    exceptions: [String!]!
    "Since when the exceptions are as they are."
    exceptionsSince: DateTime!
    "The event that set the exceptions."
    exceptionsSource: Source!
    "Why, in the words of who set it."
    reason: String
    "The incident under which the status was set."
    incident: Incident
  }

  "Whether a checkpoint is open."
  enum CheckpointStatus {
    "For everybody."
    OPEN
    "For some; the exceptions say for whom."
    RESTRICTED
    "For nobody but the exceptions."
    CLOSED
  }
`

type CheckpointNode = CheckpointState & { readonly source: StampedSource }

export const resolvers = {
  CheckpointStatus: enumOf(['open', 'restricted', 'closed']),
  Query: {
    checkpoint: (
      _: unknown,
      { id, asOf }: { readonly id: string; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(asOf)
      const answer = reading.topic(checkpointTopic(id), moment)
      if (!answer) return null
      reading.countImported(answer.imported)
      return checkpointIn(answer.view.checkpoints, id, moment)
    },
    checkpoints: (
      _: unknown,
      args: Pick<PageArguments, 'first'> & { readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(args.asOf)
      return reading.services.picture
        .topics(reading.reader, 'checkpoint', pageOf(args), moment)
        .flatMap(({ view }) => checkpointIn(view.checkpoints, topicId(view.topic), moment) ?? [])
    },
  },
  Checkpoint: {
    exceptionsSince: (checkpoint: CheckpointNode) => checkpoint.exceptionsHeld.since,
    exceptionsSource: (checkpoint: CheckpointNode) => checkpoint.exceptionsHeld.source,
    incident: (checkpoint: CheckpointNode, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, checkpoint.incident, checkpoint.source.moment),
  },
}

const checkpointIn = (checkpoints: readonly CheckpointState[], id: string, moment: Moment) => {
  const found = checkpoints.find((one) => one.checkpoint === id)
  return found ? stamped(found, moment) : null
}
