import { millisecondsOf } from '@concord/kernel'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import type { EventNode } from '../derive/event-node.ts'
import { everyEvent } from '../derive/every-event.ts'
import { validMs } from '../derive/valid-ms.ts'
import type { AsOf } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "When each agency of the roster last took part in an exercise, and whether the next one is overdue."
    exercisesDue(
      "How many days may pass between two exercises."
      everyDays: Int = 365
      "Only agencies whose exercise is overdue, or only the others."
      overdue: Boolean
      "At what moments."
      asOf: AsOf
    ): [ExerciseDue!]!
  }

  "When an agency is to exercise again."
  type ExerciseDue {
    "The agency."
    agency: String!
    "The last event of an exercise that it recorded or that names it; null where there is none."
    last: Event
    "By when it is to exercise again; null where it never has."
    dueAt: DateTime
    "Whether that time has passed, or it never has."
    overdue: Boolean!
  }
`

const DAY_MS = 86_400_000

interface Due {
  readonly agency: string
  readonly last: EventNode | null
  readonly dueAt: string | null
  readonly overdue: boolean
}

/** A plan to exercise is no exercise. */
const isHeld = ({ event }: EventNode): boolean => event.type !== 'ExercisePlanned'

const takesPart = ({ event }: EventNode, agency: string): boolean => {
  const { agencies = [] } = event.data as { readonly agencies?: readonly string[] }
  return event.envelope.agency === agency || agencies.includes(agency)
}

export const resolvers = {
  Query: {
    exercisesDue: (
      _: unknown,
      args: { readonly everyDays: number; readonly overdue?: boolean | null; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ): readonly Due[] => {
      const { everyDays, overdue, asOf } = args
      if (everyDays < 1 || everyDays > 3_660)
        throw apiError('BAD_INPUT', 'everyDays must be from 1 to 3,660.')
      const moment = reading.moment(asOf)
      const nowMs = validMs(reading, moment)
      const held = everyEvent(reading, { modes: ['exercise'] }, moment).filter(isHeld)
      return reading.services.agencies
        .map(({ name: agency }): Due => {
          const last = held.findLast((node) => takesPart(node, agency)) ?? null
          const dueMs = last && millisecondsOf(last.event.envelope.occurredAt) + everyDays * DAY_MS
          return {
            agency,
            last,
            dueAt: dueMs === null ? null : new Date(dueMs).toISOString(),
            overdue: dueMs === null || dueMs < nowMs,
          }
        })
        .filter((one) => overdue == null || one.overdue === overdue)
    },
  },
}
