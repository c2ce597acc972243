import { inTheClear, type RecordedEvent } from '@concord/kernel'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change, CommitmentChange } from '../changes/change.ts'
import { incidentOfStream } from '../changes/filing.ts'
import { incidentTopic, type Topic, unitTopic } from '../changes/topic.ts'
import { casualtiesOf } from '../details/casualties.ts'
import { personsAre } from '../details/person-changes.ts'
import { placeOf } from '../details/place-details.ts'
import { filedFigures } from '../filed/filed-figures.ts'
import { filedHappening } from '../filed/filed-happening.ts'
import { filedMeasures } from '../filed/filed-measures.ts'
import { filedPersons } from '../filed/filed-persons.ts'
import { agreedEvents } from './agreed-events.ts'

/** What every agency says, and what it changes. The same for each of them. */
export const agreed = defineVocabulary(agreedEvents, {
  IncidentOpened: ({ data }) => [
    {
      change: 'describe',
      kind: data.kind,
      title: data.title,
      severity: data.severity,
      certainty: data.certainty,
    },
    { change: 'status', status: 'active' },
    ...placeOf(data),
  ],
  IncidentAcknowledged: (event) => [{ change: 'acknowledge', agency: event.envelope.agency }],
  IncidentStatusReported: ({ data }) => [
    {
      change: 'status',
      status: data.status,
      disposition: data.disposition,
      ofPart: true,
      // That nothing is left to do for one of them does not end what others are at work on.
      ...(data.status === 'resolved' ? { unless: 'others-began' as const } : {}),
    },
  ],
  // Whoever takes back what raised it ends it. What others have seen does not go away by one who saw nothing.
  FalseAlarmFound: ({ envelope }) => [
    {
      change: 'status',
      status: 'resolved',
      disposition: 'false alarm',
      unless: envelope.retracts === undefined ? 'others-began' : undefined,
    },
  ],
  FieldObservation: ({ data }) => [...casualtiesOf(data), ...placeOf(data)],
  SightingReported: ({ data }) => [...placeOf(data), ...personsAre('sighted', data)],
  FactStated: ({ data }) => [
    { change: 'fact', about: data.about, name: data.name, value: data.value, unit: data.unit },
  ],
  CasualtiesReported: ({ data }) => [...casualtiesOf(data, data.about), ...placeOf(data)],
  ReportFiled: ({ data }) => {
    const measures = filedMeasures(data)
    const { title, severity, certainty } = data
    // Of what kind an incident is whoever opened it has said; a report may mean what it is about itself.
    const supposed = { kind: measures.length > 0 ? undefined : data.kind }
    return [
      { change: 'describe', title, severity, certainty, supposed },
      ...casualtiesOf(data),
      ...filedFigures(data),
      ...filedPersons(data),
      ...filedHappening(data),
      ...measures,
      ...placeOf(data),
    ]
  },
  SubjectApprehended: ({ data }) => personsAre('detained', data),
  IncidentsLinked: ({ data }) =>
    [data.a, data.b].map((incident) => ({
      change: 'link',
      state: 'linked',
      topic: incidentTopic(incident),
      a: data.a,
      b: data.b,
      relation: data.relation,
      confidence: data.confidence,
      basis: data.basis,
    })),
  IncidentsUnlinked: ({ data, envelope }) =>
    [data.a, data.b].map((incident) => ({
      change: 'link',
      state: 'unlinked',
      topic: incidentTopic(incident),
      a: data.a,
      b: data.b,
      relation: 'UNLINK',
      reason: inTheClear(envelope.summary),
      basis: data.basis,
    })),
  TaskAccepted: (event) => {
    const { task, personnel, unit } = event.data
    return [
      { change: 'task', task, state: 'accepted', agency: event.envelope.agency, personnel, unit },
      ...commitment(event, task, 'committed', unit, personnel),
    ]
  },
  TaskDeclined: (event) => {
    const { task, reason } = event.data
    return [{ change: 'task', task, state: 'declined', reason }]
  },
  TaskCompleted: (event) => [
    { change: 'task', task: event.data.task, state: 'completed' },
    // All of them, however many are still bound: the number only tells whose history it is.
    ...commitment(event, event.data.task, 'released', event.data.unit, event.data.personnel).map(
      (change) => ({
        ...change,
        personnel: undefined,
      }),
    ),
  ],
  ResourceRequested: ({ data }) => [
    {
      change: 'request',
      request: data.request,
      of: data.of,
      personnel: data.personnel,
      what: data.what,
      quantity: data.quantity,
      state: 'requested',
    },
  ],
  ResourceCommitted: (event) => {
    const { request, task, personnel, unit, quantity } = event.data
    const use = request ?? task
    return [
      ...(request ? [{ change: 'request' as const, request, state: 'committed' as const }] : []),
      ...(use ? commitment(event, use, 'committed', unit, personnel, quantity) : []),
    ]
  },
  ResourceReleased: (event) => {
    const { request, task, personnel, unit } = event.data
    const use = request ?? task
    return use ? commitment(event, use, 'released', unit, personnel) : []
  },
  UnitStatusReported: ({ data, envelope }) => [
    { change: 'unit', agency: envelope.agency, unit: data.unit, status: data.status, unitKind: data.kind },
  ],
  // What follows is about events, not about the incident: reading takes it into account before anything is folded.
  ReportRetracted: () => [],
  ReportReinstated: () => [],
  ReleaseRequested: () => [],
  ReleaseGranted: () => [],
  ReleaseRevoked: () => [],
  ReleaseRefused: () => [],
  PersonalDataErased: () => [],
  RetentionReviewed: () => [],
  ReviewWarningGiven: () => [],
})

/**
 * People bound, filed under the incident and under the unit. A commitment that names no unit is filed under the agency's
 * nameless units of that head count, and so is a named one: `unit:border/~14` is where a named and a nameless
 * commitment of the same 14 people meet.
 */
const commitment = (
  event: RecordedEvent,
  within: string,
  state: CommitmentChange['state'],
  unit: string | undefined,
  personnel: number | undefined,
  quantity?: number,
): readonly Change[] => {
  const agency = event.envelope.agency
  const use = `${incidentOfStream(event.stream)}/${within}`
  const bound: Change = { change: 'commitment', agency, unit, use, state, personnel, quantity }
  const topics: Topic[] = []
  if (unit !== undefined) topics.push(unitTopic(agency, unit))
  if (personnel !== undefined) topics.push(unitTopic(agency, `~${personnel}`))
  return [bound, ...topics.map((topic) => ({ ...bound, topic }))]
}
