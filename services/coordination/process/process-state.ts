import type { Change, Severity } from '@concord/incident'
import { type Envelope, type Marking, parseStreamName, type RecordedEvent } from '@concord/kernel'
import { evolveWatchedGlasses, type WatchedGlasses } from '../glass/watched-glass.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { type Activations, activate, evolveActivations } from './activation.ts'
import { type Disputes, evolveDisputes, toldOf } from './claims.ts'
import type { CooperationRule } from './cooperation-rule.ts'
import { evolvePlans, type PlannedRules } from './planned-rules.ts'
import type { SharedArea, Whereabouts } from './shared-area.ts'

/**
 * What the process manager knows: a fold of the log and nothing else, so that what is still to be done follows from it
 * after any restart. Plain JSON. What is over is dropped, but for the fact that a rule has been applied.
 */
export interface ProcessState {
  readonly activations: Activations
  /** By rule, incident and mode: how often the rule has been set off. */
  readonly applied: Readonly<Record<string, number>>
  readonly plans: PlannedRules
  readonly disputes: Disputes
  readonly operations: Readonly<Record<string, WatchedOperation>>
  readonly sharedAreas: Readonly<Record<string, SharedArea>>
  readonly glasses: WatchedGlasses
}

/** An operation with tasks whose deadlines are watched. */
export interface WatchedOperation {
  readonly mode: Envelope['mode']
  readonly marking: Marking
  readonly tasks: Readonly<Record<string, WatchedTask>>
}

export interface WatchedTask {
  readonly agency: string | undefined
  readonly deadline: string | undefined
  readonly answer: Answer | undefined
  readonly noted: string | undefined
  readonly breached: readonly string[]
}

export interface Answer {
  readonly event: string
  readonly answer: 'accepted' | 'declined' | 'completed'
  readonly agency: string
  readonly occurredAt: string
  readonly marking: Marking
}

export const nothingKnown: ProcessState = {
  activations: {},
  applied: {},
  plans: {},
  disputes: {},
  operations: {},
  sharedAreas: {},
  glasses: {},
}

/** What the fold must be told from outside; all of it is pure. */
export interface Knowledge {
  readonly rules: readonly CooperationRule[]
  /** The agencies of the roster. */
  readonly agencies: readonly string[]
  /** What the event means to the picture. */
  readonly changes: (event: RecordedEvent) => readonly Change[]
  /** Whether an agency may see the event by its marking. */
  readonly visibleTo: (agency: string, event: RecordedEvent) => boolean
  /** What the event says of kind, severity and place. */
  readonly describe: (event: RecordedEvent) => {
    readonly kinds: readonly string[]
    readonly severities: readonly Severity[]
    readonly whereabouts: Whereabouts
  }
}

/**
 * One step of the fold. Imported records are history: they open, assign and answer nothing here. What the joint centre
 * may not see it does not act on either, or its acts would tell of it; but that the owner of a withheld record is told of
 * a break-glass is the owner's right.
 */
export const evolveProcess = (
  state: ProcessState,
  event: RecordedEvent,
  knowledge: Knowledge,
): ProcessState => {
  const name = parseStreamName(event.stream)
  if (name === undefined || event.envelope.imported || event.envelope.mode === 'test') return state
  const glasses = evolveWatchedGlasses(state.glasses, event)
  const watched = glasses === state.glasses ? state : { ...state, glasses }
  if (!knowledge.visibleTo(JOINT_CENTRE, event)) return watched
  const plans = evolvePlans(watched.plans, event)
  const planned = plans === watched.plans ? watched : { ...watched, plans }
  const disputed = evolveConflicts(planned, event, knowledge)
  const after = evolveOperations(evolveAreas(disputed, event, name.id), event, name.id)
  return activate(evolveActivations(after, event, knowledge), event, knowledge)
}

interface ProcessDetails {
  readonly tasks?: readonly (
    | string
    | { readonly id: string; readonly agency?: string; readonly deadline?: string }
  )[]
  readonly task?: string
  readonly agency?: string
  readonly deadline?: string
  readonly answer?: string
  readonly thing?: string
  readonly basis?: readonly string[]
  readonly owners?: readonly string[]
  readonly areas?: readonly string[]
  readonly polygon?: SharedArea['polygon']
}

const evolveConflicts = (
  state: ProcessState,
  event: RecordedEvent,
  { agencies, changes, visibleTo }: Knowledge,
): ProcessState => {
  const { thing = '', basis = [] } = event.data as ProcessDetails
  const disputes =
    event.type === 'ConflictDetected'
      ? toldOf(state.disputes, thing, basis)
      : evolveDisputes(state.disputes, event, changes(event), () =>
          agencies.filter((agency) => visibleTo(agency, event)),
        )
  return disputes === state.disputes ? state : { ...state, disputes }
}

const evolveAreas = (state: ProcessState, { type, data }: RecordedEvent, id: string): ProcessState => {
  if (type !== 'SharedAreaDefined') return state
  const { owners = [], areas = [], polygon = [] } = data as ProcessDetails
  return { ...state, sharedAreas: { ...state.sharedAreas, [id]: { owners, areas, polygon } } }
}

const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const evolveOperations = (state: ProcessState, event: RecordedEvent, id: string): ProcessState => {
  const { type, envelope } = event
  const details = event.data as ProcessDetails
  const { task = '' } = details
  const known = state.operations[id]
  const put = (operation: WatchedOperation) => ({
    ...state,
    operations: { ...state.operations, [id]: operation },
  })
  const change = (to: Partial<WatchedTask>) => {
    const before = known?.tasks[task]
    return known && before
      ? put({ ...known, tasks: { ...known.tasks, [task]: { ...before, ...to } } })
      : state
  }
  const begun = known ?? { mode: envelope.mode, marking: envelope.marking, tasks: {} }
  switch (type) {
    case 'JointOperationOpened':
      return put({ ...begun, tasks: (details.tasks ?? []).reduce(assign, begun.tasks) })
    case 'TaskAssigned':
      return put({ ...begun, tasks: assign(begun.tasks, { ...details, id: task }) })
    case 'TaskWithdrawn':
      return known ? put({ ...known, tasks: without(known.tasks, task) }) : state
    case 'TaskDeadlinePassed':
      return change({ breached: [...(known?.tasks[task]?.breached ?? []), details.deadline ?? ''] })
    case 'TaskAnswerNoted':
      return change({ noted: details.answer })
    case 'JointOperationClosed':
      return { ...state, operations: without(state.operations, id) }
    case 'TaskAccepted':
    case 'TaskDeclined':
    case 'TaskCompleted':
      return answersFor(known?.tasks[task], envelope.agency)
        ? change({ answer: { ...answerOf(event), answer: answers[type] } })
        : state
    default:
      return state
  }
}

const assign = (
  tasks: WatchedOperation['tasks'],
  assignment: NonNullable<ProcessDetails['tasks']>[number],
): WatchedOperation['tasks'] => {
  const task = typeof assignment === 'string' ? { id: assignment } : assignment
  const { id, agency, deadline } = { agency: undefined, deadline: undefined, ...task }
  const breached = tasks[id]?.breached ?? []
  return { ...tasks, [id]: { agency, deadline, answer: undefined, noted: undefined, breached } }
}

const answersFor = (task: WatchedTask | undefined, agency: string): boolean =>
  task !== undefined && (task.agency === undefined || task.agency === agency)

const answerOf = ({ id, envelope }: RecordedEvent) => ({
  event: id,
  agency: envelope.agency,
  occurredAt: envelope.occurredAt,
  marking: envelope.marking,
})

const without = <Value>(
  from: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> => {
  const { [key]: _, ...rest } = from
  return rest
}
