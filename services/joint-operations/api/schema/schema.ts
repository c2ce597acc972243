import { graphqlTypesFor } from '@concord/agency'
import type { AgencyDefinition } from '@concord/incident'
import type { GraphQLSchema } from 'graphql'
import { createSchema } from 'graphql-yoga'
import type { ApiContext } from '../context.ts'
import * as accessReport from './access-report.ts'
import * as agency from './agency.ts'
import * as alert from './alert.ts'
import * as breakGlass from './break-glass.ts'
import * as breakdown from './breakdown.ts'
import * as changes from './changes.ts'
import * as checkpoint from './checkpoint.ts'
import * as conflict from './conflict.ts'
import * as correction from './correction.ts'
import * as decision from './decision.ts'
import * as event from './event.ts'
import * as eventFilter from './event-filter.ts'
import * as eventRoots from './event-roots.ts'
import * as exerciseDue from './exercise-due.ts'
import * as fact from './fact.ts'
import * as hotspot from './hotspot.ts'
import * as incident from './incident.ts'
import * as incidentFilter from './incident-filter.ts'
import * as incidentRoots from './incident-roots.ts'
import * as integrity from './integrity.ts'
import * as lateIncident from './late-incident.ts'
import * as latency from './latency.ts'
import * as link from './link.ts'
import * as measure from './measure.ts'
import * as moment from './moment.ts'
import * as order from './order.ts'
import * as page from './page.ts'
import * as participant from './participant.ts'
import * as person from './person.ts'
import * as personal from './personal.ts'
import * as place from './place.ts'
import * as plan from './plan.ts'
import * as playbook from './playbook.ts'
import * as reads from './reads.ts'
import * as replay from './replay.ts'
import * as resource from './resource.ts'
import * as scalars from './scalars.ts'
import * as search from './search.ts'
import * as sharedArea from './shared-area.ts'
import * as source from './source.ts'
import * as standing from './standing.ts'
import * as statistics from './statistics.ts'
import * as task from './task.ts'
import * as timeline from './timeline.ts'

/** A noun of the API: its types in GraphQL, and how those of its fields are answered that are more than read off. */
interface SchemaPart {
  readonly typeDefs: string
  readonly resolvers?: Resolvers
}

type Resolvers = NonNullable<Parameters<typeof createSchema<ApiContext>>[0]['resolvers']>

/** A new file of this folder is listed here. */
const parts: readonly SchemaPart[] = [
  scalars,
  moment,
  page,
  standing,
  incidentRoots,
  incidentFilter,
  incident,
  place,
  timeline,
  participant,
  fact,
  person,
  checkpoint,
  measure,
  task,
  resource,
  link,
  alert,
  decision,
  conflict,
  correction,
  latency,
  lateIncident,
  eventRoots,
  eventFilter,
  event,
  personal,
  source,
  search,
  statistics,
  breakdown,
  hotspot,
  integrity,
  reads,
  accessReport,
  breakGlass,
  plan,
  order,
  playbook,
  exerciseDue,
  sharedArea,
  agency,
  changes,
  replay,
]

/**
 * The schema: the verbs and the picture's own types are written by hand, what events carry is derived from the roster,
 * so that an agency added there brings its types along.
 */
export const schemaFor = (agencies: readonly AgencyDefinition[]): GraphQLSchema => {
  const schema = made.get(agencies) ?? makeSchema(agencies)
  made.set(agencies, schema)
  return schema
}

const made = new WeakMap<readonly AgencyDefinition[], GraphQLSchema>()

const makeSchema = (agencies: readonly AgencyDefinition[]): GraphQLSchema => {
  const types = graphqlTypesFor(agencies.flatMap(({ events }) => events))
  return createSchema<ApiContext>({
    typeDefs: [roots, ...parts.map(({ typeDefs }) => typeDefs), event.detailsTypeDefs(types)],
    resolvers: [...parts.flatMap(({ resolvers }) => resolvers ?? []), event.resolversFor(types)],
  })
}

const roots = /* GraphQL */ `
  "What can be asked. Every question is answered as the asking reader may see it; what is withheld is as if it did not exist."
  type Query

  "What can be watched, over server-sent events."
  type Subscription
`
