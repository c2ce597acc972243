import { type CommandFor, type FoldedEventOf, millisecondsOf, type Rejection } from '@concord/kernel'
import { Map as PersistentMap, Set as PersistentSet } from 'immutable'
import type { operationEvents } from './events.ts'

/** How far a joint operation is, and what its own stream says of its tasks. */
export interface Operation {
  readonly phase: 'unknown' | 'open' | 'closed'
  readonly tasks: PersistentMap<string, OperationTask>
  readonly steps: PersistentMap<string, 'open' | 'completed' | 'skipped'>
}

/** A task in the stream of its operation. */
interface OperationTask {
  readonly agency: string | undefined
  readonly deadline: string | undefined
  /** `accepted`, `declined` and `completed` are the agency's answers as they have been noted here. */
  readonly state: 'assigned' | 'accepted' | 'declined' | 'completed' | 'withdrawn'
  /** The deadlines that have been raised as passed. */
  readonly breached: PersistentSet<string>
}

/** Before the operation was opened. */
export const notBegun: Operation = { phase: 'unknown', tasks: PersistentMap(), steps: PersistentMap() }

type Assignment =
  | string
  | {
      readonly id: string
      readonly agency?: string | undefined
      readonly deadline?: string | undefined
    }

/** What is asked of an operation. */
export type OperationCommand = CommandFor<(typeof operationEvents)[number]>

/** What is recorded in the stream of an operation. */
export type OperationEvent = FoldedEventOf<(typeof operationEvents)[number]>

/** One step of an operation; events about anything else change nothing. */
export const evolveOperation = (before: Operation, { type, data }: OperationEvent): Operation => {
  const { tasks, steps } = before
  switch (type) {
    case 'JointOperationOpened':
      return { ...before, phase: 'open', tasks: (data.tasks ?? []).reduce(assign, tasks) }
    case 'TaskAssigned':
      return { ...before, tasks: assign(tasks, { ...data, id: data.task }) }
    case 'TaskWithdrawn':
      return { ...before, tasks: change(tasks, data.task, { state: 'withdrawn' }) }
    case 'TaskAnswerNoted':
      return { ...before, tasks: change(tasks, data.task, { state: data.answer }) }
    case 'TaskDeadlinePassed': {
      const breached = tasks.get(data.task)?.breached ?? PersistentSet<string>()
      return {
        ...before,
        tasks: change(tasks, data.task, { breached: breached.add(data.deadline ?? '') }),
      }
    }
    case 'PlaybookAttached':
      return {
        ...before,
        steps: (data.steps ?? []).reduce((all, one) => all.set(one, all.get(one) ?? 'open'), steps),
      }
    case 'StepCompleted':
      return { ...before, steps: steps.set(data.step, 'completed') }
    case 'StepSkipped':
      return { ...before, steps: steps.set(data.step, 'skipped') }
    case 'JointOperationClosed':
      return { ...before, phase: 'closed' }
    default:
      return before
  }
}

const assign = (tasks: Operation['tasks'], assignment: Assignment): Operation['tasks'] => {
  const { id, agency, deadline } =
    typeof assignment === 'string' ? { id: assignment, agency: undefined, deadline: undefined } : assignment
  const breached = tasks.get(id)?.breached ?? PersistentSet<string>()
  return tasks.set(id, { agency, deadline, state: 'assigned', breached })
}

const change = (tasks: Operation['tasks'], task: string, to: Partial<OperationTask>): Operation['tasks'] => {
  const before = tasks.get(task)
  return before === undefined ? tasks : tasks.set(task, { ...before, ...to })
}

/** Why a command on an operation is not possible. */
export const operationForbids = (command: OperationCommand, operation: Operation): Rejection | undefined => {
  switch (command.name) {
    case 'OpenJointOperation':
      return operation.phase === 'unknown'
        ? taskTwice(command.data.tasks ?? [])
        : refuse('already-open', 'The operation has already been opened.')
    case 'AssignTask':
      return mustBeOpen(operation) ?? assignForbids(command, operation)
    case 'WithdrawTask':
      return mustBeOpen(operation) ?? mustBeUndone(operation, command.data.task)
    case 'NoteTaskAnswer':
      return mustBeOpen(operation) ?? mustExist(operation, command.data.task)
    case 'RaiseDeadlineBreach':
      return (
        mustBeOpen(operation) ??
        mustBeUndone(operation, command.data.task) ??
        breachForbids(command, operation)
      )
    case 'ComputeSearchRing':
      return mustBeOpen(operation)
    case 'CompleteStep':
    case 'SkipStep':
      return stepForbids(command, operation)
    case 'CloseJointOperation':
      return mustBeOpen(operation) ?? tasksLeft(operation, command.data.reason ?? command.context.summary)
    default:
      return undefined
  }
}

const mustBeOpen = ({ phase }: Operation): Rejection | undefined =>
  phase === 'open'
    ? undefined
    : refuse(
        'operation-not-open',
        phase === 'closed' ? 'The operation is closed.' : 'The operation was never opened.',
      )

const taskTwice = (tasks: readonly Assignment[]): Rejection | undefined => {
  const names = tasks.map((task) => (typeof task === 'string' ? task : task.id))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? undefined : refuse('task-twice', `Task ${twice} is named twice.`)
}

const mustExist = ({ tasks }: Operation, task: string): Rejection | undefined =>
  tasks.has(task) ? undefined : refuse('unknown-task', `The operation has no task ${task}.`)

const mustBeUndone = (operation: Operation, task: string): Rejection | undefined => {
  const state = operation.tasks.get(task)?.state
  return state === 'completed' || state === 'withdrawn'
    ? refuse(`task-${state}`, `Task ${task} is ${state}.`)
    : mustExist(operation, task)
}

type Asking<Name extends OperationCommand['name']> = Extract<OperationCommand, { readonly name: Name }>

/** A task that somebody has goes to nobody else before it is declined or withdrawn. */
const assignForbids = (
  { data, context }: Asking<'AssignTask'>,
  { tasks }: Operation,
): Rejection | undefined => {
  const { task, deadline } = data
  const before = tasks.get(task)
  if (deadline !== undefined && millisecondsOf(deadline) <= millisecondsOf(context.occurredAt))
    return refuse('deadline-passed', 'The deadline lies before the assignment.')
  if (before?.agency !== undefined && (before.state === 'assigned' || before.state === 'accepted'))
    return refuse('task-already-assigned', `Task ${task} is assigned to ${before.agency}. Withdraw it first.`)
  return undefined
}

const breachForbids = (
  { data, context }: Asking<'RaiseDeadlineBreach'>,
  { tasks }: Operation,
): Rejection | undefined => {
  const { task, deadline } = data
  const { deadline: set, breached } = tasks.get(task)!
  if (set === undefined || deadline !== set)
    return refuse('deadline-changed', `The deadline of task ${task} is ${set ?? 'not set'}.`)
  if (breached.has(set)) return refuse('already-breached', `Task ${task} has already been raised as overdue.`)
  return millisecondsOf(context.receivedAt) < millisecondsOf(set)
    ? refuse('deadline-ahead', `The deadline of task ${task} has not passed.`)
    : undefined
}

const stepForbids = (
  { name, data }: Asking<'CompleteStep' | 'SkipStep'>,
  { steps }: Operation,
): Rejection | undefined => {
  const { step, reason } = data
  const state = steps.get(step)
  if (state === undefined) return refuse('unknown-step', `No attached playbook has a step ${step}.`)
  if (state !== 'open') return refuse('step-over', `Step ${step} is already ${state}.`)
  return name === 'SkipStep' && reason === undefined
    ? refuse('reason-missing', 'Leaving out a step needs a `reason`.')
    : undefined
}

const tasksLeft = ({ tasks }: Operation, reason: string | undefined): Rejection | undefined => {
  const left = [...tasks.filter(({ state }) => state !== 'completed' && state !== 'withdrawn').keys()]
  return left.length > 0 && reason === undefined
    ? refuse(
        'tasks-open',
        `Tasks ${left.join(', ')} are open. Withdraw them, or say in \`reason\` or the summary why they stay open.`,
      )
    : undefined
}

const refuse = (code: string, detail: string): Rejection => ({ code, detail })
