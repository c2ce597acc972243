import type { Severity } from '@concord/incident'
import { type Envelope, type Marking, parseStreamName, type RecordedEvent } from '@concord/kernel'
import { evolveWatchedGlasses, type WatchedGlasses } from '../glass/watched-glass.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { applies, type CooperationRule } from './cooperation-rule.ts'
import { ownersOf, type SharedArea, type Whereabouts } from './shared-area.ts'

/**
 * What the process manager knows: a fold of the log and nothing else, so that what is still to be done follows from it
 * after any restart. Plain JSON. What is over is dropped, but for the fact that a rule has been applied.
 */
export interface ProcessState {
  /** By rule, incident and mode: each applies once to an incident. */
  readonly activations: Readonly<Record<string, Activation | 'over'>>
  readonly operations: Readonly<Record<string, WatchedOperation>>
  readonly sharedAreas: Readonly<Record<string, SharedArea>>
  readonly glasses: WatchedGlasses
}

/** A rule that applies to an incident because of an event. */
export interface Activation {
  readonly rule: string
  readonly incident: string
  readonly mode: Envelope['mode']
  readonly trigger: { readonly id: string; readonly recordedAt: string; readonly marking: Marking }
  readonly owners: readonly string[]
  readonly opened: boolean
  readonly offered: boolean
  /** The last ring, and how far the log was when it was recorded. */
  readonly ring: { readonly tick: number; readonly basis: string; readonly position: string } | undefined
  /** Where in the log the incident changed last. */
  readonly changed: string
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
  operations: {},
  sharedAreas: {},
  glasses: {},
}

/** What the fold must be told from outside; both are pure. */
export interface Knowledge {
  readonly rules: readonly CooperationRule[]
  /** Whether an agency may see the event by its marking. */
  readonly visibleTo: (agency: string, event: RecordedEvent) => boolean
  /** What the event says of kind, severity and place. */
  readonly describe: (event: RecordedEvent) => {
    readonly kinds: readonly string[]
    readonly severities: readonly Severity[]
    readonly whereabouts: Whereabouts
  }
}

/** The operation that a rule opens for an incident. What is played gets one of its own. */
export const operationOf = ({ incident, mode }: Pick<Activation, 'incident' | 'mode'>): string =>
  `${mode === 'exercise' ? 'EX-' : ''}OP-${incident}`.slice(0, 64)

const incidentOf = (operation: string): string => operation.replace(/^(EX-)?OP-/, '')

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
  const after = evolveOperations(evolveAreas(watched, event, name.id), event, name.id)
  return activate(evolveActivations(after, event, name.id, knowledge), event, name.id, knowledge)
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
  readonly rule?: string
  readonly trigger?: string
  readonly tick?: number
  readonly basis?: readonly string[]
  readonly owners?: readonly string[]
  readonly areas?: readonly string[]
  readonly polygon?: SharedArea['polygon']
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

/** What the activations in an incident, or of an operation, have brought about so far. */
const evolveActivations = (
  state: ProcessState,
  event: RecordedEvent,
  id: string,
  { rules }: Knowledge,
): ProcessState => {
  let { activations } = state
  for (const rule of rules) {
    for (const key of [activationKey(rule.id, id, event), activationKey(rule.id, incidentOf(id), event)]) {
      const before = activations[key]
      if (before === undefined || before === 'over') continue
      const next = evolveActivation(before, event, id)
      if (next !== before) activations = { ...activations, [key]: next }
    }
  }
  return activations === state.activations ? state : { ...state, activations }
}

const evolveActivation = (activation: Activation, event: RecordedEvent, id: string): Activation | 'over' => {
  const { rule, tick = 0, basis = [] } = event.data as ProcessDetails
  const position = String(event.position)
  const mine = activation.rule === rule
  if (activation.incident === id)
    return mine && event.type === 'IncidentOffered'
      ? { ...activation, offered: true }
      : { ...activation, changed: position }
  switch (event.type) {
    case 'JointOperationOpened':
      return mine ? { ...activation, opened: true } : activation
    case 'JointOperationClosed':
      return 'over'
    case 'SearchRingComputed':
      return mine ? { ...activation, ring: { tick, basis: basis[0] ?? '', position } } : activation
    default:
      return activation
  }
}

const activationKey = (rule: string, incident: string, { envelope }: RecordedEvent): string =>
  `${rule}/${incident}/${envelope.mode}`

const activate = (
  state: ProcessState,
  event: RecordedEvent,
  incident: string,
  knowledge: Knowledge,
): ProcessState => {
  const { envelope } = event
  const { mode, marking } = envelope
  const { kinds, severities, whereabouts } = knowledge.describe(event)
  const occurrence = {
    type: event.type,
    data: event.data as Readonly<Record<string, unknown>>,
    agency: envelope.agency,
    mode,
    tlp: marking.tlp,
    kinds,
    severities,
    visibleTo: (agency: string) => knowledge.visibleTo(agency, event),
  }
  let { activations } = state
  for (const rule of knowledge.rules) {
    const key = activationKey(rule.id, incident, event)
    const owners = rule.offer ? ownersOf(state.sharedAreas, whereabouts) : []
    if (activations[key] !== undefined || !applies(rule, occurrence)) continue
    if (rule.offer && owners.length === 0 && rule.operation === undefined) continue
    const activation: Activation = {
      rule: rule.id,
      incident,
      mode,
      trigger: { id: event.id, recordedAt: event.recordedAt, marking },
      owners,
      opened: false,
      offered: false,
      ring: undefined,
      changed: String(event.position),
    }
    activations = { ...activations, [key]: activation }
  }
  return activations === state.activations ? state : { ...state, activations }
}

const without = <Value>(
  from: Readonly<Record<string, Value>>,
  key: string,
): Readonly<Record<string, Value>> => {
  const { [key]: _, ...rest } = from
  return rest
}
