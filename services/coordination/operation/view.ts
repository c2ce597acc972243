import {
  type Change,
  type DecisionChange,
  defineVocabulary,
  factsAbout,
  incidentOfStream,
  incidentTopic,
  type TaskChange,
  unitTopic,
} from '@concord/incident'
import { inTheClear } from '@concord/kernel'
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
  DecisionRecorded: ({ data, envelope, stream }) => {
    const { unit, agency, fact } = data
    const decision: DecisionChange = {
      change: 'decision',
      decision: data.decision ?? inTheClear(envelope.summary) ?? 'Decision',
      rationale: data.rationale,
      basis: data.basis,
      unit: unit === undefined ? undefined : { agency, unit },
      allocations: allocationsOf(data),
    }
    // A fact is settled where it is one, and nowhere else: what is called the same here is another fact.
    const home = incidentOfStream(stream)
    const settledIn = fact?.incident ?? home
    return [
      settledIn === home ? { ...decision, fact } : decision,
      ...(settledIn === home ? [] : [{ ...decision, fact, topic: incidentTopic(settledIn) }]),
      ...(unit !== undefined && agency !== undefined
        ? [{ ...decision, topic: unitTopic(agency, unit) }]
        : []),
    ]
  },
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

interface Decided {
  readonly unit?: string | undefined
  readonly allocations?: readonly { readonly use: string; readonly personnel: number }[] | undefined
}

/**
 * Who stays where. Besides `allocations`, a decision about a unit may say it in the short form that duty desks write:
 * `{ "unit": "B-14", "t2": 8, "r1": 6 }`, a number under the name of a task or request. Such a name is given on as it
 * stands; whoever compares it to a task compares without regard to case.
 */
const allocationsOf = ({ unit, allocations, ...rest }: Decided): DecisionChange['allocations'] => {
  if (allocations !== undefined || unit === undefined) return allocations
  return Object.entries(rest).flatMap(([use, personnel]) =>
    typeof personnel === 'number' ? [{ use, personnel }] : [],
  )
}
