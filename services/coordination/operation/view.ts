import {
  type Change,
  decidedJointly,
  defineVocabulary,
  factsAbout,
  incidentOfStream,
  incidentTopic,
  type TaskChange,
} from '@concord/incident'
import { operationEvents } from './events.ts'

/** What a joint operation changes in the picture. */
export const operation = defineVocabulary(operationEvents, {
  JointOperationOpened: ({ data }) => [
    {
      change: 'describe',
      form: 'operation',
      kind: data.kind ?? data.rule,
      title: data.title,
      severity: data.severity,
      incidents: data.incidents,
    },
    { change: 'status', status: 'active' },
    ...(data.lead === undefined
      ? []
      : [{ change: 'participant' as const, agency: data.lead, state: 'lead' as const }]),
    ...data.tasks.map((task) => assigned(typeof task === 'string' ? { id: task } : task)),
  ],
  JointOperationClosed: () => [{ change: 'status', status: 'closed' }],
  TaskAssigned: ({ data }) => [assigned({ ...data, id: data.task })],
  TaskWithdrawn: ({ data }) => [{ change: 'task', task: data.task, state: 'withdrawn', reason: data.reason }],
  TaskDeadlinePassed: ({ data }) => [
    { change: 'task', task: data.task, state: 'overdue', deadline: data.deadline },
  ],
  // The answer itself is the agency's own event, and counts there.
  TaskAnswerNoted: () => [],
  CooperationRuleActivated: () => [],
  EscapeRuleActivated: () => [],
  SearchRingComputed: ({ data, stream }) => {
    const { incident, search = 1, radiusKm, lat, lon } = data
    const ring = (about: string): readonly Change[] =>
      factsAbout(
        about,
        { radiusKm, ...(lat === undefined || lon === undefined ? {} : { lat, lon }) },
        ringUnits,
      )
    if (incident === undefined) return ring(SEARCH_RING)
    // Of several searches in one incident each has a ring of its own.
    const about = search === 1 ? SEARCH_RING : `${SEARCH_RING} of ${incidentOfStream(stream)}`
    return [
      ...ring(SEARCH_RING),
      ...ring(about).map((change) => ({ ...change, topic: incidentTopic(incident) })),
    ]
  },
  DecisionRecorded: decidedJointly,
  ConflictDetected: () => [],
  JointGroupFormed: () => [],
  PlaybookAttached: () => [],
  StepCompleted: () => [],
  StepSkipped: () => [],
})

const SEARCH_RING = 'search ring'
const ringUnits = { radiusKm: 'km', lat: 'deg', lon: 'deg' } as const

interface Assignment extends Pick<TaskChange, 'agency' | 'title' | 'deadline' | 'personnel'> {
  readonly id: string
}

const assigned = ({ id, agency, title, deadline, personnel }: Assignment): TaskChange => ({
  change: 'task',
  task: id,
  state: 'assigned',
  agency,
  title,
  deadline,
  personnel,
})
