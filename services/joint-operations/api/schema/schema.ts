import { graphqlTypesFor } from '@concord/agency'
import type { AgencyDefinition } from '@concord/incident'
import type { GraphQLSchema } from 'graphql'
import { createSchema } from 'graphql-yoga'
import type { ApiContext } from '../context.ts'
import { agencyResolvers, agencyTypeDefs } from './agency.ts'
import { alertResolvers, alertTypeDefs } from './alert.ts'
import { breakGlassResolvers, breakGlassTypeDefs } from './break-glass.ts'
import { breakdownResolvers, breakdownTypeDefs } from './breakdown.ts'
import { changesResolvers, changesTypeDefs } from './changes.ts'
import { checkpointResolvers, checkpointTypeDefs } from './checkpoint.ts'
import { conflictResolvers, conflictTypeDefs } from './conflict.ts'
import { decisionResolvers, decisionTypeDefs } from './decision.ts'
import { detailsTypeDefs, eventResolvers, eventTypeDefs } from './event.ts'
import { eventFilterResolvers, eventFilterTypeDefs } from './event-filter.ts'
import { eventRootsResolvers, eventRootsTypeDefs } from './event-roots.ts'
import { exerciseDueResolvers, exerciseDueTypeDefs } from './exercise-due.ts'
import { factResolvers, factTypeDefs } from './fact.ts'
import { hotspotResolvers, hotspotTypeDefs } from './hotspot.ts'
import { incidentResolvers, incidentTypeDefs } from './incident.ts'
import { incidentFilterTypeDefs } from './incident-filter.ts'
import { incidentRootsResolvers, incidentRootsTypeDefs } from './incident-roots.ts'
import { integrityResolvers, integrityTypeDefs } from './integrity.ts'
import { lateIncidentResolvers, lateIncidentTypeDefs } from './late-incident.ts'
import { latencyResolvers, latencyTypeDefs } from './latency.ts'
import { linkResolvers, linkTypeDefs } from './link.ts'
import { measureResolvers, measureTypeDefs } from './measure.ts'
import { momentTypeDefs } from './moment.ts'
import { orderResolvers, orderTypeDefs } from './order.ts'
import { pageResolvers, pageTypeDefs } from './page.ts'
import { participantResolvers, participantTypeDefs } from './participant.ts'
import { personResolvers, personTypeDefs } from './person.ts'
import { personalResolvers, personalTypeDefs } from './personal.ts'
import { placeResolvers, placeTypeDefs } from './place.ts'
import { planResolvers, planTypeDefs } from './plan.ts'
import { playbookResolvers, playbookTypeDefs } from './playbook.ts'
import { readsResolvers, readsTypeDefs } from './reads.ts'
import { replayResolvers, replayTypeDefs } from './replay.ts'
import { resourceResolvers, resourceTypeDefs } from './resource.ts'
import { scalarResolvers, scalarTypeDefs } from './scalars.ts'
import { searchResolvers, searchTypeDefs } from './search.ts'
import { sharedAreaResolvers, sharedAreaTypeDefs } from './shared-area.ts'
import { sourceResolvers, sourceTypeDefs } from './source.ts'
import { standingResolvers, standingTypeDefs } from './standing.ts'
import { statisticsResolvers, statisticsTypeDefs } from './statistics.ts'
import { taskResolvers, taskTypeDefs } from './task.ts'
import { timelineResolvers, timelineTypeDefs } from './timeline.ts'

const roots = /* GraphQL */ `
  "What can be asked. Every question is answered as the asking reader may see it; what is withheld is as if it did not exist."
  type Query

  "What can be watched, over server-sent events."
  type Subscription
`

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
  const types = graphqlTypesFor(agencies.flatMap((agency) => agency.events))
  return createSchema<ApiContext>({
    typeDefs: [
      roots,
      scalarTypeDefs,
      momentTypeDefs,
      pageTypeDefs,
      standingTypeDefs,
      incidentRootsTypeDefs,
      incidentFilterTypeDefs,
      incidentTypeDefs,
      placeTypeDefs,
      timelineTypeDefs,
      participantTypeDefs,
      factTypeDefs,
      personTypeDefs,
      checkpointTypeDefs,
      measureTypeDefs,
      taskTypeDefs,
      resourceTypeDefs,
      linkTypeDefs,
      alertTypeDefs,
      decisionTypeDefs,
      conflictTypeDefs,
      latencyTypeDefs,
      lateIncidentTypeDefs,
      eventRootsTypeDefs,
      eventFilterTypeDefs,
      eventTypeDefs,
      detailsTypeDefs(types),
      personalTypeDefs,
      sourceTypeDefs,
      searchTypeDefs,
      statisticsTypeDefs,
      breakdownTypeDefs,
      hotspotTypeDefs,
      integrityTypeDefs,
      readsTypeDefs,
      breakGlassTypeDefs,
      planTypeDefs,
      orderTypeDefs,
      playbookTypeDefs,
      exerciseDueTypeDefs,
      sharedAreaTypeDefs,
      agencyTypeDefs,
      changesTypeDefs,
      replayTypeDefs,
    ],
    resolvers: [
      scalarResolvers,
      pageResolvers,
      standingResolvers,
      incidentRootsResolvers,
      incidentResolvers,
      placeResolvers,
      timelineResolvers,
      participantResolvers,
      factResolvers,
      personResolvers,
      checkpointResolvers,
      measureResolvers,
      taskResolvers,
      resourceResolvers,
      linkResolvers,
      alertResolvers,
      decisionResolvers,
      conflictResolvers,
      latencyResolvers,
      lateIncidentResolvers,
      eventRootsResolvers,
      eventFilterResolvers,
      eventResolvers(types),
      personalResolvers,
      sourceResolvers,
      searchResolvers,
      statisticsResolvers,
      breakdownResolvers,
      hotspotResolvers,
      integrityResolvers,
      readsResolvers,
      breakGlassResolvers,
      planResolvers,
      orderResolvers,
      playbookResolvers,
      exerciseDueResolvers,
      sharedAreaResolvers,
      agencyResolvers,
      changesResolvers,
      replayResolvers,
    ],
  })
}
