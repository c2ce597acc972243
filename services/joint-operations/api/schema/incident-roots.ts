import type { Form } from '@concord/incident'
import type { IncidentOrder } from '../../picture/asked/incidents.ts'
import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import { incidentNode } from '../derive/incident-node.ts'
import type { AsOf } from '../reading.ts'
import { incidentConnection } from './incident-connection.ts'
import { type IncidentFilterInput, incidentFilterOf } from './incident-filter.ts'
import type { PageArguments } from './page.ts'

const listArguments = `
      "Which ones."
      filter: IncidentFilter
      "In which order; left out, the last changed first."
      order: IncidentOrder
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
`

const oneArguments = `
      "Its name."
      id: ID!
      "At what moments."
      asOf: AsOf
`

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Incidents and operations, and exercises where filter.forms or filter.modes asks for them; filter.forms tells them apart."
    incidents(${listArguments}): IncidentConnection!

    "One incident, operation or exercise; null when the reader knows nothing of it. Whoever has broken the glass on it sees all of it, here, in lists, searches, counts and live changes, for as long as that lasts; hot spots and units committed twice show it only where the question names the incident."
    incident(${oneArguments}): Incident

    "Joint operations."
    operations(${listArguments}): IncidentConnection!

    "One joint operation; null when the reader knows of none of that name."
    operation(${oneArguments}): Incident

    "Exercises."
    exercises(${listArguments}): IncidentConnection!
  }

  "The order of a list of incidents. The same list with the same moments always comes in the same order."
  input IncidentOrder {
    "By what."
    by: IncidentOrderBy!
    "In which direction."
    direction: Direction = DESCENDING
  }

  "What incidents are ordered by."
  enum IncidentOrderBy {
    "When the first of their events in force occurred."
    OPENED
    "When the last of their events in force occurred."
    CHANGED
    "How severe they are."
    SEVERITY
    "Their name."
    ID
  }

  "Incidents, page by page."
  type IncidentConnection {
    "The incidents with their cursors."
    edges: [IncidentEdge!]!
    "The incidents alone."
    nodes: [Incident!]!
    "How many there are on all pages; null where more than ${MOST_FOUND} events hold the words sought: of those, the ones recorded last count."
    totalCount: Int
    "Where this page stands."
    pageInfo: PageInfo!
    "How many imported records are counted, when known is an instant."
    imported: Int!
  }

  "An incident in a list."
  type IncidentEdge {
    "Its place in the list, for after."
    cursor: String!
    "The incident."
    node: Incident!
  }
`

interface ListArguments extends PageArguments {
  readonly filter?: IncidentFilterInput
  readonly order?: IncidentOrder
  readonly asOf?: AsOf
}

interface OneArguments {
  readonly id: string
  readonly asOf?: AsOf
}

const listOf =
  (form?: Form) =>
  (_: unknown, args: ListArguments, { reading }: ApiContext) => {
    const moment = reading.moment(args.asOf)
    const filter = incidentFilterOf(args.filter, form)
    const order = args.order ?? { by: 'changed', direction: 'descending' }
    return incidentConnection(reading, { filter, order, moment }, args)
  }

const oneOf =
  (form?: Form) =>
  (_: unknown, { id, asOf }: OneArguments, { reading }: ApiContext) => {
    const node = incidentNode(reading, id, reading.moment(asOf))
    if (!node || (form && node.summary.form !== form)) return null
    reading.countImported(node.answer(reading)?.imported ?? 0)
    return node
  }

export const resolvers = {
  IncidentOrderBy: { OPENED: 'opened', CHANGED: 'changed', SEVERITY: 'severity', ID: 'id' },
  Query: {
    incidents: listOf(),
    incident: oneOf(),
    operations: listOf('operation'),
    operation: oneOf('operation'),
    exercises: listOf('exercise'),
  },
}
