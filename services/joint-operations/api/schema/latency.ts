import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import { listedIncident } from '../derive/incident-node.ts'
import { latencyOf } from '../derive/latency.ts'
import { operationsServing } from '../derive/operations-serving.ts'
import type { AsOf } from '../reading.ts'
import { type IncidentFilterInput, incidentFilterOf } from './incident-filter.ts'
import { connectionOf, type PageArguments, pageOf } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "How long incidents took until they were reported, acknowledged, tasked, reached and cleared; the first opened first."
    latencies(
      "Which incidents."
      filter: IncidentFilter
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): LatencyConnection!
  }

  "The steps of an incident on the clock. A step that was not reached is null."
  type Latency {
    "When the incident began, as far as is known now; until something says so, when the first thing happened."
    occurredAt: DateTime!
    "When the first report of anything since then became known, as corrected by now; reports that were taken back do not count."
    recordedAt: DateTime
    "When the first agency took notice."
    acknowledgedAt: DateTime
    "When the first task was given or the first unit dispatched, also by an operation that serves the incident."
    taskedAt: DateTime
    "When the first unit was on scene."
    arrivedAt: DateTime
    "When the last unit was free again, or the incident resolved or closed, whichever was later; null while a unit is busy and nobody has closed it."
    clearedAt: DateTime
    "From occurredAt to recordedAt, in seconds."
    recordedS: Float
    "From occurredAt to acknowledgedAt, in seconds."
    acknowledgedS: Float
    "From occurredAt to taskedAt, in seconds."
    taskedS: Float
    "From occurredAt to arrivedAt, in seconds."
    arrivedS: Float
    "From occurredAt to clearedAt, in seconds."
    clearedS: Float
  }

  "Latencies of incidents, page by page."
  type LatencyConnection {
    "The incidents with their latencies and cursors."
    edges: [LatencyEdge!]!
    "How many incidents there are on all pages; null where more than ${MOST_FOUND} events hold the words sought: of those, the ones recorded last count."
    totalCount: Int
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "The latency of one incident in a list."
  type LatencyEdge {
    "Its place in the list, for after."
    cursor: String!
    "The incident."
    incident: Incident!
    "Its latency."
    node: Latency!
  }
`

export const resolvers = {
  Query: {
    latencies: (
      _: unknown,
      args: PageArguments & { readonly filter?: IncidentFilterInput; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(args.asOf)
      const request = pageOf(args)
      const page = reading.services.picture.incidents(
        reading.reader,
        incidentFilterOf(args.filter),
        { by: 'opened', direction: 'ascending' },
        request,
        moment,
      )
      reading.countImported(page.imported)
      const items = page.items.flatMap(({ cursor, incident }) => {
        const node = listedIncident(incident, moment)
        const answer = node.answer(reading)
        if (!answer) return []
        const operations = operationsServing(reading, node)
        return [{ cursor, incident: node, node: latencyOf(answer, operations, reading) }]
      })
      return connectionOf(items, page, request.after)
    },
  },
}
