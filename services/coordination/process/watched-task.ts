import type { Marking } from '@concord/kernel'
import type { OrderedMap } from 'immutable'
import type { Said } from './said.ts'

/** The tasks of one operation, by their ids. Persistent: each step of the fold makes one of its own. */
export type WatchedTasks = OrderedMap<string, WatchedTask>

/**
 * A task as the process manager watches it: whose it is, until when, what was answered, and which deadlines have
 * passed.
 */
export interface WatchedTask {
  readonly agency: string | undefined
  readonly deadline: string | undefined
  /** Who may know of the task. */
  readonly marking: Marking
  /** What the agency said last of what it has not taken back. */
  readonly answer: TaskAnswer | undefined
  /** The answer that the operation's own stream holds. */
  readonly noted: string | undefined
  readonly breached: readonly string[]
}

/** What an agency says of a task that it was given. */
export interface TaskAnswer {
  /** What gave the answer, or took a later one back. */
  readonly event: string
  /** `assigned` when every answer was taken back. */
  readonly answer: 'accepted' | 'declined' | 'completed' | 'assigned'
  readonly agency: string
  readonly occurredAt: string
  readonly marking: Marking
}

/** A task as an opening or an assignment names it. */
interface Assignment {
  readonly id: string
  readonly agency?: string | undefined
  readonly deadline?: string | undefined
}

/** What matters here of an event about tasks. */
export interface TaskDetails {
  readonly tasks?: readonly (string | Assignment)[] | undefined
  readonly task?: string | undefined
  readonly agency?: string | undefined
  readonly deadline?: string | undefined
  readonly answer?: string | undefined
}

/** What an agency says of a task, by the type of its event. */
const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

/** Whether an event is an agency's answer to a task. */
export const isAnswer = ({ type }: Pick<Said, 'type'>): boolean => type in answers

/** One step of the fold of an operation's tasks. */
export const evolveTasks = (tasks: WatchedTasks, one: Said<TaskDetails>): WatchedTasks => {
  const { task = '', deadline = '', answer } = one.data
  const before = tasks.get(task)
  const change = (to: Partial<WatchedTask>) => (before ? tasks.set(task, { ...before, ...to }) : tasks)
  switch (one.type) {
    case 'JointOperationOpened':
    case 'TaskAssigned':
      return assignmentsIn(one).reduce((given, task) => assign(given, task, one.envelope.marking), tasks)
    case 'TaskWithdrawn':
      return tasks.delete(task)
    case 'TaskDeadlinePassed':
      return change({ breached: [...(before?.breached ?? []), deadline] })
    case 'TaskAnswerNoted':
      return change({ noted: answer })
    case 'TaskAccepted':
    case 'TaskDeclined':
    case 'TaskCompleted':
      return isFor(before, one.envelope.agency) ? change({ answer: answerOf(one, answers[one.type]) }) : tasks
    default:
      return tasks
  }
}

/** The tasks that an event gives out. */
export const assignmentsIn = ({ type, data }: Said<TaskDetails>): readonly Assignment[] => {
  if (type === 'TaskAssigned') return [{ ...data, id: data.task ?? '' }]
  if (type !== 'JointOperationOpened') return []
  return (data.tasks ?? []).map((task) => (typeof task === 'string' ? { id: task } : task))
}

const assign = (
  tasks: WatchedTasks,
  { id, agency, deadline }: Assignment,
  marking: Marking,
): WatchedTasks => {
  const breached = tasks.get(id)?.breached ?? []
  return tasks.set(id, { agency, deadline, marking, answer: undefined, noted: undefined, breached })
}

/** Whether a task is for an agency to do: its own, or nobody's in particular. */
export const isFor = (task: WatchedTask | undefined, agency: string): boolean =>
  task !== undefined && (task.agency === undefined || task.agency === agency)

/** The answer that an event gives, or what stands since it took a later one back. */
export const answerOf = (one: Said, answer: TaskAnswer['answer']): TaskAnswer => ({
  event: one.id,
  answer,
  agency: one.envelope.agency,
  occurredAt: one.envelope.occurredAt,
  marking: one.envelope.marking,
})

/** What counts as answered: `assigned` until the agency answers. */
export const standingAnswer = ({ answer }: WatchedTask): TaskAnswer['answer'] => answer?.answer ?? 'assigned'
