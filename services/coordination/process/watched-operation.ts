import { type Envelope, type Marking, parseStreamName, type RecordedEvent } from '@concord/kernel'

/** An operation with tasks whose deadlines are watched. */
export interface WatchedOperation {
  /** Its name. */
  readonly operation: string
  readonly mode: Envelope['mode']
  readonly marking: Marking
  readonly tasks: Readonly<Record<string, WatchedTask>>
}

export interface WatchedTask {
  readonly agency: string | undefined
  readonly deadline: string | undefined
  /** The agency's answers that it has not taken back, oldest first. */
  readonly answers: readonly Answer[]
  /** What it said last, and how the task stands by that. */
  readonly answer: Answer | undefined
  readonly noted: string | undefined
  readonly breached: readonly string[]
}

export interface Answer {
  readonly event: string
  /** `assigned` when every answer was taken back. */
  readonly answer: 'accepted' | 'declined' | 'completed' | 'assigned'
  readonly agency: string
  readonly occurredAt: string
  readonly marking: Marking
}

/** By mode and name: what is played in an operation moves nothing real. Those that are closed are dropped. */
export type WatchedOperations = Readonly<Record<string, WatchedOperation>>

/** One step of the fold. */
export const evolveWatchedOperations = (
  operations: WatchedOperations,
  event: RecordedEvent,
): WatchedOperations => {
  const operation = parseStreamName(event.stream)?.id
  if (operation === undefined) return operations
  const { mode, marking } = event.envelope
  const key = `${mode} ${operation}`
  if (event.type === 'JointOperationClosed') return without(operations, key)
  const known = operations[key]
  const begins = event.type === 'JointOperationOpened' || event.type === 'TaskAssigned'
  if (known === undefined && !begins) return operations
  const before = known ?? { operation, mode, marking, tasks: {} }
  const tasks = evolveTasks(before.tasks, event)
  return tasks === before.tasks && known ? operations : { ...operations, [key]: { ...before, tasks } }
}

type WatchedTasks = WatchedOperation['tasks']

interface Assignment {
  readonly id: string
  readonly agency?: string
  readonly deadline?: string
}

interface TaskDetails {
  readonly tasks?: readonly (string | Assignment)[]
  readonly task?: string
  readonly agency?: string
  readonly deadline?: string
  readonly answer?: string
}

const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const evolveTasks = (tasks: WatchedTasks, event: RecordedEvent): WatchedTasks => {
  if (event.envelope.retracts !== undefined) return takeBack(tasks, event, event.envelope.retracts)
  const details = event.data as TaskDetails
  const { task = '', deadline = '' } = details
  const before = tasks[task]
  const change = (to: Partial<WatchedTask>) => (before ? { ...tasks, [task]: { ...before, ...to } } : tasks)
  switch (event.type) {
    case 'JointOperationOpened':
      return (details.tasks ?? []).reduce(assign, tasks)
    case 'TaskAssigned':
      return assign(tasks, { ...details, id: task })
    case 'TaskWithdrawn':
      return without(tasks, task)
    case 'TaskDeadlinePassed':
      return change({ breached: [...(before?.breached ?? []), deadline] })
    case 'TaskAnswerNoted':
      return change({ noted: details.answer })
    case 'TaskAccepted':
    case 'TaskDeclined':
    case 'TaskCompleted':
      return isFor(before, event.envelope.agency)
        ? { ...tasks, [task]: answered(before, { ...answerOf(event), answer: answers[event.type] }) }
        : tasks
    default:
      return tasks
  }
}

const assign = (tasks: WatchedTasks, assignment: string | Assignment): WatchedTasks => {
  const { id, agency, deadline }: Assignment =
    typeof assignment === 'string' ? { id: assignment } : assignment
  const breached = tasks[id]?.breached ?? []
  return { ...tasks, [id]: { agency, deadline, answers: [], answer: undefined, noted: undefined, breached } }
}

const answered = (task: WatchedTask, answer: Answer): WatchedTask => ({
  ...task,
  answers: [...task.answers, answer],
  answer,
})

/** An answer that is taken back leaves the one before it, or the task as it was assigned. */
const takeBack = (tasks: WatchedTasks, event: RecordedEvent, retracted: string): WatchedTasks => {
  const taken = Object.entries(tasks).find(([, { answers }]) =>
    answers.some((one) => one.event === retracted),
  )
  if (taken === undefined) return tasks
  const [id, task] = taken
  const left = task.answers.filter((one) => one.event !== retracted)
  const answer = { ...answerOf(event), answer: left.at(-1)?.answer ?? 'assigned' } as const
  return { ...tasks, [id]: { ...task, answers: left, answer } }
}

const isFor = (task: WatchedTask | undefined, agency: string): task is WatchedTask =>
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
