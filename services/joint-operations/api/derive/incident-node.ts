import { type IncidentStatus, incidentTopic, type Moment, type TopicView, topicId } from '@concord/incident'
import type { IncidentSummary } from '../../picture/asked/incidents.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'
import type { Reading } from '../reading.ts'

/** An incident as the API hands it on. Lists bring a summary along; everything else is folded when it is asked for. */
export interface IncidentNode {
  readonly id: string
  readonly moment: Moment
  readonly summary: IncidentSummary
  readonly answer: (reading: Reading) => TopicAnswer | undefined
}

/** The incident of that name; null when the reader knows nothing of it at that moment. */
export const incidentNode = (reading: Reading, id: string, moment: Moment): IncidentNode | null => {
  if (id === '') return null
  const answer = reading.topic(incidentTopic(id), moment)
  return answer ? { id, moment, summary: summaryOf(answer.view), answer: () => answer } : null
}

/** An incident from a list. */
export const listedIncident = (summary: IncidentSummary, moment: Moment): IncidentNode => ({
  id: summary.id,
  moment,
  summary,
  answer: (reading) => reading.topic(incidentTopic(summary.id), moment),
})

const summaryOf = (view: TopicView): IncidentSummary => ({
  id: topicId(view.topic),
  form: view.form,
  kind: view.kind,
  title: view.title,
  mode: view.mode,
  status: view.status satisfies IncidentStatus,
  severity: view.severity,
  lead: view.lead,
  agencies: view.participants.map((one) => one.agency),
  areas: view.areas,
  lat: view.place?.lat,
  lon: view.place?.lon,
  openedAt: view.opened.since,
  changedAt: view.last.since,
})
