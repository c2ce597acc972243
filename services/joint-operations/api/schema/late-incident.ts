import { millisecondsOf } from '@concord/kernel'
import { LONGEST_PAGE } from '../../picture/asked/page.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { everyPage } from '../derive/every-page.ts'
import { type IncidentNode, listedIncident } from '../derive/incident-node.ts'
import { type Latency, latencyOf } from '../derive/latency.ts'
import { operationsServing } from '../derive/operations-serving.ts'
import { validMs } from '../derive/valid-ms.ts'
import type { AsOf } from '../reading.ts'
import { type IncidentFilterInput, incidentFilterOf } from './incident-filter.ts'
import { type PageArguments, pageOfList } from './page.ts'

/** How many incidents one question may go through. */
const MOST_INCIDENTS = 1_000

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Incidents in which a step took longer than is allowed, or has not come and is late by now; the first opened first. At most ${MOST_INCIDENTS} incidents are gone through."
    lateIncidents(
      "What is allowed."
      limits: LatencyLimits!
      "Which incidents; where it names no forms, those that happened, without operations and exercises."
      filter: IncidentFilter
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments. What is late by now is late by the moment that valid names."
      asOf: AsOf
    ): LateIncidentConnection!
  }

  "How long each step may take, in seconds from the moment at which it happened. A step without a limit may take any time."
  input LatencyLimits {
    "Until the first report became known."
    recordedS: Float
    "Until the first agency took notice."
    acknowledgedS: Float
    "Until the first task was given or the first unit dispatched."
    taskedS: Float
    "Until the first unit was on scene."
    arrivedS: Float
    "Until it was over."
    clearedS: Float
  }

  "An incident in which a step was late."
  type LateIncident {
    "The incident."
    incident: Incident!
    "Its steps on the clock."
    latency: Latency!
    "The limits that were exceeded, by their names, such as acknowledgedS."
    exceeded: [String!]!
  }

  "Late incidents, page by page."
  type LateIncidentConnection {
    "The incidents with their cursors."
    edges: [LateIncidentEdge!]!
    "The incidents alone."
    nodes: [LateIncident!]!
    "How many there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "A late incident in a list."
  type LateIncidentEdge {
    "Its place in the list, for after."
    cursor: String!
    "The incident."
    node: LateIncident!
  }
`

const steps = ['recordedS', 'acknowledgedS', 'taskedS', 'arrivedS', 'clearedS'] as const

type Limits = { readonly [Step in (typeof steps)[number]]?: number | null }

interface LateArguments extends PageArguments {
  readonly limits: Limits
  readonly filter?: IncidentFilterInput
  readonly asOf?: AsOf
}

export const resolvers = {
  Query: {
    lateIncidents: (_: unknown, args: LateArguments, context: ApiContext) => {
      const { reading } = context
      if (steps.every((step) => args.limits[step] == null))
        throw apiError('BAD_INPUT', `limits must name at least one of ${steps.join(', ')}.`)
      const moment = reading.moment(args.asOf)
      const late = incidentsOf(args, context).flatMap((incident) => {
        const answer = incident.answer(reading)
        if (!answer) return []
        const latency = latencyOf(answer, operationsServing(reading, incident), reading)
        const exceeded = exceededIn(latency, args.limits, validMs(reading, moment))
        return exceeded.length === 0 ? [] : [{ incident, latency, exceeded }]
      })
      return pageOfList(late, args)
    },
  },
}

const incidentsOf = ({ filter, asOf }: LateArguments, { reading }: ApiContext): readonly IncidentNode[] => {
  const moment = reading.moment(asOf)
  const asked = { forms: ['incident' as const], ...incidentFilterOf(filter) }
  const order = { by: 'opened', direction: 'ascending' } as const
  const pages = everyPage(reading, LONGEST_PAGE, (request) =>
    reading.services.picture.incidents(reading.reader, asked, order, request, moment),
  )
  const found: IncidentNode[] = []
  for (const page of pages) {
    if (page.total === undefined || page.total > MOST_INCIDENTS) {
      const those =
        page.total === undefined ? 'The incidents that hold these words' : `${page.total} incidents`
      throw apiError('LIMIT_EXCEEDED', `${those} are too many. Narrow the filter.`)
    }
    found.push(...page.items.map(({ incident }) => listedIncident(incident, moment)))
  }
  return found
}

/** A step that has not come is as late as the time that has passed. */
const exceededIn = (latency: Latency, limits: Limits, nowMs: number): readonly string[] => {
  const passedS = (nowMs - millisecondsOf(latency.occurredAt)) / 1000
  return steps.filter((step) => {
    const limit = limits[step]
    return limit != null && (latency[step] ?? passedS) > limit
  })
}
