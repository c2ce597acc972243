import type { Commitment, UnitState, UnitStatus } from '@concord/incident'
import { amountBound, type RequestNode, shortOf } from '../derive/request-node.ts'
import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "People or equipment that an agency asked for."
  type ResourceRequest {
    "Its name within the incident."
    request: ID!
    "The agency that is asked; null when all are."
    of: String
    "The agency that asks."
    by: String!
    "How many people are asked for."
    personnel: Int
    "How many people are bound to it, of those whose number was told."
    personnelBound: Int!
    "How many people are still lacking; null where nobody said how many are asked for, or how many are bound, and once the request is over."
    personnelShort: Int
    "What is asked for, in words."
    what: String
    "How many or how much of it is asked for, if that is not people."
    quantity: Float
    "How many or how much of it is bound, as far as that was told."
    quantityBound: Float!
    "How many or how much is still wanting; null as with people."
    quantityShort: Float
    "How far it is."
    state: RequestState!
    "Since when that holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How far a request is."
  enum RequestState {
    "Asked for."
    REQUESTED
    "Promised and bound."
    COMMITTED
    "Refused."
    DECLINED
    "No longer bound."
    RELEASED
    "Taken back by who asked."
    WITHDRAWN
  }

  "People bound to a task or a request."
  type Commitment {
    "The agency whose people they are."
    agency: String!
    "The unit; null when none was named."
    unit: String
    "What they are bound to: the incident and the task or request in it, such as INC-7/R1."
    use: String!
    "How many people."
    personnel: Int
    "Since when they are bound."
    since: DateTime!
    "The event that says so."
    source: Source!
    "The decision that says how many of them stay; null where none does."
    decidedBy: Source
  }

  "A unit in its turn-out to the incident."
  type Unit {
    "The agency it belongs to."
    agency: String!
    "Its name."
    unit: ID!
    "What kind of unit it is, such as ENGINE."
    unitKind: String
    "Where it is in its turn-out."
    status: UnitStatus!
    "Since when that holds."
    since: DateTime!
    "The event that says so."
    source: Source!
    "When it first came to each status, in the order of the turn-out."
    times: [UnitTime!]!
  }

  "When a unit first came to a status."
  type UnitTime {
    "The status."
    status: UnitStatus!
    "When it came to it."
    at: DateTime!
  }

  "Where a unit is in its turn-out."
  enum UnitStatus {
    "Told to go."
    DISPATCHED
    "Under way."
    RESPONDING
    "There."
    ON_SCENE
    "Bringing somebody to hospital."
    TRANSPORTING
    "At the hospital."
    AT_HOSPITAL
    "Free for another call."
    AVAILABLE
  }
`

const turnOut: readonly UnitStatus[] = [
  'dispatched',
  'responding',
  'on-scene',
  'transporting',
  'at-hospital',
  'available',
]

export const resolvers = {
  RequestState: enumOf(['requested', 'committed', 'declined', 'released', 'withdrawn']),
  UnitStatus: enumOf(turnOut),
  ResourceRequest: {
    personnelBound: ({ bound }: RequestNode) => amountBound(bound, 'personnel'),
    personnelShort: (request: RequestNode) => shortOf(request, 'personnel'),
    quantityBound: ({ bound }: RequestNode) => amountBound(bound, 'quantity'),
    quantityShort: (request: RequestNode) => shortOf(request, 'quantity'),
  },
  Commitment: { decidedBy: ({ decided }: Commitment) => decided?.source },
  Unit: {
    times: (unit: UnitState) =>
      turnOut.flatMap((status) => {
        const at = unit.times[status]
        return at === undefined ? [] : [{ status, at }]
      }),
  },
}
