import type { TopicView } from '@concord/incident'
import type { ApiContext } from '../context.ts'
import { conflictsOfIncident } from '../derive/conflict-node.ts'
import { correctionsIn } from '../derive/corrections.ts'
import { countingIn } from '../derive/counting.ts'
import type { IncidentNode } from '../derive/incident-node.ts'
import { latencyOf } from '../derive/latency.ts'
import { mergedFrom } from '../derive/merged-from.ts'
import { operationsServing } from '../derive/operations-serving.ts'
import { requestsIn } from '../derive/request-node.ts'
import { stamped } from '../derive/stamped.ts'
import { enumOf } from './enum.ts'
import { type TaskArguments, tasksAsked } from './task.ts'
import { type TimelineArguments, timelineOf } from './timeline.ts'

export const typeDefs = /* GraphQL */ `
  "What agencies cope with together, as the reader may see it at the moments asked for. An operation and an exercise are run in the same way and told apart by form."
  type Incident {
    "Its name, the same for every agency."
    id: ID!
    "How it is run."
    form: Form!
    "The kind of incident, such as wildfire; null while nobody has said."
    kind: String
    "A line for lists."
    title: String
    "Whether it happens or is played."
    mode: Mode!
    "How far it is."
    status: IncidentStatus!
    "Since when its status holds."
    statusSince: DateTime!
    "The event that says so."
    statusSource: Source!
    "How it ended, in the words of who resolved or closed it, such as false alarm; null while it is not over, or nobody has said."
    disposition: String
    "The incident it was merged into."
    mergedInto: ID
    "The incidents that were merged into it and have not been taken out again."
    mergedFrom: [ID!]!
    "How severe it is (CAP 1.2)."
    severity: Severity!
    "How certain it is (CAP 1.2)."
    certainty: Certainty!
    "When the first of its events in force occurred."
    openedAt: DateTime!
    "When the last of its events in force occurred."
    changedAt: DateTime!
    "Where it is."
    place: Place
    "Codes of the administrative areas it touches."
    areas: [String!]!
    "The incidents an operation serves."
    serves: [ID!]!
    "The operations and exercises that serve this incident, among the hundred of its own mode that changed last."
    operations: [Incident!]!
    "The agency that has the lead."
    lead: String
    "The agencies that have recorded something in it, by name."
    agencies: [String!]!
    "The agencies that take part, and how."
    participants: [Participant!]!
    "Which agencies have taken notice, and when."
    acknowledgements: [Acknowledgement!]!
    "What is stated of it."
    facts: [Fact!]!
    "Whom it is about, under codes."
    persons: [Person!]!
    "Border checkpoints whose status was set under it."
    checkpoints: [Checkpoint!]!
    "Quarantines, closed areas and other measures."
    measures: [Measure!]!
    "Its tasks."
    tasks(
      "Only those that nobody is on."
      unassigned: Boolean
      "Only those that were to be done or answered before this moment."
      dueBefore: DateTime
    ): [Task!]!
    "Requests for people and equipment."
    requests: [ResourceRequest!]!
    "People bound to its tasks and requests."
    commitments: [Commitment!]!
    "Units in their turn-out."
    units: [Unit!]!
    "Incidents it was held to belong together with, those no longer held included."
    links: [Link!]!
    "Public warnings."
    alerts: [Alert!]!
    "Recorded decisions with their basis."
    decisions: [Decision!]!
    "Contradicting facts and people committed twice, settled ones included."
    conflicts: [Conflict!]!
    "How long it took until it was reported, acknowledged, tasked, reached and cleared."
    latency: Latency!
    "Its reports that were corrected: how long until the first report, how long until the correction."
    corrections: [Correction!]!
    "What happened and who was told what when, in the order in which it happened."
    timeline(
      "How many entries at most, from 1 to 100."
      first: Int = 50
      "The cursor after which the page begins."
      after: String
      "In which direction: ascending is the order in which it happened."
      direction: Direction = ASCENDING
      "Also what was corrected or taken back since."
      superseded: Boolean = false
      "Also what is recorded under the incidents merged into it, at most twenty: an entry's event says under which."
      merged: Boolean = false
      "Only what came to the reader's agency after this moment, by a release or otherwise, so that it could not see it as of then."
      learnedAfter: Known
      "Only what had come to the reader's agency by this moment, so that it could see it as of then."
      learnedUntil: Known
    ): TimelineConnection!
    "How many events are in force."
    eventCount: Int!
    "How many imported records are counted, when known is an instant."
    imported: Int!
  }

  "How an incident is run."
  enum Form {
    "Something that happened."
    INCIDENT
    "A joint operation of several agencies."
    OPERATION
    "A played one."
    EXERCISE
  }

  "How far an incident is."
  enum IncidentStatus {
    "Somebody has reported it."
    REPORTED
    "A duty officer has taken notice."
    ACKNOWLEDGED
    "It is being worked on."
    ACTIVE
    "It does not grow any more."
    CONTAINED
    "Nothing is left to do."
    RESOLVED
    "It is over."
    CLOSED
    "It goes on under another name."
    MERGED
  }

  "Severity as CAP 1.2 has it."
  enum Severity {
    "Extraordinary threat to life or property."
    EXTREME
    "Significant threat to life or property."
    SEVERE
    "Possible threat to life or property."
    MODERATE
    "Minimal or no known threat to life or property."
    MINOR
    "Nobody has said."
    UNKNOWN
  }

  "Certainty as CAP 1.2 has it."
  enum Certainty {
    "It has happened or goes on."
    OBSERVED
    "More likely than not."
    LIKELY
    "Possible, not likely."
    POSSIBLE
    "Not expected."
    UNLIKELY
    "Nobody has said."
    UNKNOWN
  }
`

type Part = keyof TopicView

const part =
  <Name extends Part>(name: Name) =>
  (incident: IncidentNode, _: unknown, { reading }: ApiContext): TopicView[Name] =>
    stamped(viewOf(incident, { reading })[name], incident.moment)

const viewOf = (incident: IncidentNode, { reading }: ApiContext): TopicView =>
  answerOf(incident, { reading }).view

const answerOf = (incident: IncidentNode, { reading }: ApiContext) => {
  const answer = incident.answer(reading)
  if (!answer) throw new Error(`The incident ${incident.id} is listed and cannot be folded.`)
  return answer
}

export const resolvers = {
  Form: enumOf(['incident', 'operation', 'exercise']),
  IncidentStatus: enumOf(['reported', 'acknowledged', 'active', 'contained', 'resolved', 'closed', 'merged']),
  Severity: enumOf(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']),
  Certainty: enumOf(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown']),
  Incident: {
    form: ({ summary }: IncidentNode) => summary.form,
    kind: ({ summary }: IncidentNode) => summary.kind,
    title: ({ summary }: IncidentNode) => summary.title,
    mode: ({ summary }: IncidentNode) => summary.mode,
    status: ({ summary }: IncidentNode) => summary.status,
    severity: ({ summary }: IncidentNode) => summary.severity,
    openedAt: ({ summary }: IncidentNode) => summary.openedAt,
    changedAt: ({ summary }: IncidentNode) => summary.changedAt,
    areas: ({ summary }: IncidentNode) => summary.areas,
    lead: ({ summary }: IncidentNode) => summary.lead,
    agencies: ({ summary }: IncidentNode) => [...summary.agencies].sort(),
    statusSince: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      viewOf(incident, context).statusHeld.since,
    statusSource: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      stamped(viewOf(incident, context).statusHeld.source, incident.moment),
    disposition: part('disposition'),
    mergedInto: part('mergedInto'),
    mergedFrom: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      mergedFrom(viewOf(incident, context)),
    certainty: part('certainty'),
    place: part('place'),
    serves: part('incidents'),
    operations: (incident: IncidentNode, _: unknown, { reading }: ApiContext) =>
      operationsServing(reading, incident),
    participants: part('participants'),
    acknowledgements: part('acknowledgements'),
    facts: part('facts'),
    persons: part('persons'),
    checkpoints: part('checkpoints'),
    measures: part('measures'),
    tasks: (incident: IncidentNode, asked: TaskArguments, context: ApiContext) =>
      part('tasks')(incident, undefined, context).filter(tasksAsked(asked)),
    requests: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      requestsIn(viewOf(incident, context)),
    commitments: part('commitments'),
    units: part('units'),
    links: part('links'),
    alerts: part('alerts'),
    decisions: part('decisions'),
    conflicts: (incident: IncidentNode, _: unknown, { reading }: ApiContext) =>
      conflictsOfIncident(reading, incident.id, incident.moment),
    latency: (incident: IncidentNode, _: unknown, { reading }: ApiContext) =>
      latencyOf(answerOf(incident, { reading }), operationsServing(reading, incident), reading),
    corrections: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      correctionsIn(countingIn(answerOf(incident, context)), incident.moment),
    timeline: (incident: IncidentNode, args: TimelineArguments, context: ApiContext) =>
      timelineOf(answerOf(incident, context), incident.moment, args, context.reading),
    eventCount: part('events'),
    imported: (incident: IncidentNode, _: unknown, context: ApiContext) =>
      answerOf(incident, context).imported,
  },
}
