import { type Envelope, type Marking, parseStreamName, type RecordedEvent } from '@concord/kernel'
import { bearsOn, type Said, saidBy, standingOf } from './said.ts'

/** An operation with tasks whose deadlines are watched. */
export interface WatchedOperation {
  /** Its name. */
  readonly operation: string
  readonly mode: Envelope['mode']
  readonly marking: Marking
  readonly said: readonly Said<TaskDetails>[]
  /** How they stand by what was said. */
  readonly tasks: Readonly<Record<string, WatchedTask>>
}

export interface WatchedTask {
  readonly agency: string | undefined
  readonly deadline: string | undefined
  /** What the agency said last, and how the task stands by that. */
  readonly answer: Answer | undefined
  readonly noted: string | undefined
  readonly breached: readonly string[]
}

export interface Answer {
  /** What gave the answer, or took a later one back. */
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
  const matters = known ? isStep(event) || bearsOn(event, known.said) : begins(event)
  if (!matters) return operations
  const { tasks, task, agency, deadline, answer } = event.data as TaskDetails
  const said = [...(known?.said ?? []), saidBy(event, { tasks, task, agency, deadline, answer })]
  return { ...operations, [key]: { operation, mode, marking, ...known, said, tasks: tasksOf(said) } }
}

type WatchedTasks = WatchedOperation['tasks']

interface Assignment {
  readonly id: string
  readonly agency?: string | undefined
  readonly deadline?: string | undefined
}

interface TaskDetails {
  readonly tasks?: readonly (string | Assignment)[] | undefined
  readonly task?: string | undefined
  readonly agency?: string | undefined
  readonly deadline?: string | undefined
  readonly answer?: string | undefined
}

const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const begins = ({ type }: Pick<Said, 'type'>): boolean =>
  type === 'JointOperationOpened' || type === 'TaskAssigned'

const isStep = (event: Pick<Said, 'type'>): boolean =>
  begins(event) ||
  event.type in answers ||
  ['TaskWithdrawn', 'TaskDeadlinePassed', 'TaskAnswerNoted'].includes(event.type)

/** How the tasks stand. What an agency took back is known by its retraction: that is what is noted next. */
const tasksOf = (said: WatchedOperation['said']): WatchedTasks => {
  const tasks = standingOf(said).reduce(evolveTasks, {})
  const taken = takenBack(said)
  return Object.fromEntries(
    Object.entries(tasks).map(([id, task]) => {
      const by = taken.get(id)
      const answer =
        by && isFor(task, by.envelope.agency) ? answerOf(by, task.answer?.answer ?? 'assigned') : task.answer
      return [id, { ...task, answer }]
    }),
  )
}

/** The retractions by which agencies took answers back and have not answered again, by task. */
const takenBack = (said: WatchedOperation['said']): ReadonlyMap<string, Said> => {
  const taskOf = new Map<string, string>()
  const taken = new Map<string, Said>()
  for (const one of said) {
    for (const { id } of assignmentsIn(one)) taken.delete(id)
    const { retracts = '' } = one.envelope
    const task = one.type in answers ? one.data.task : taskOf.get(retracts)
    if (task === undefined) continue
    taskOf.set(one.id, task)
    if (one.type in answers) taken.delete(task)
    else taken.set(task, one)
  }
  return taken
}

const evolveTasks = (tasks: WatchedTasks, one: Said<TaskDetails>): WatchedTasks => {
  const { task = '', deadline = '', answer } = one.data
  const before = tasks[task]
  const change = (to: Partial<WatchedTask>) => (before ? { ...tasks, [task]: { ...before, ...to } } : tasks)
  switch (one.type) {
    case 'JointOperationOpened':
    case 'TaskAssigned':
      return assignmentsIn(one).reduce(assign, tasks)
    case 'TaskWithdrawn':
      return without(tasks, task)
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

const assignmentsIn = ({ type, data }: Said<TaskDetails>): readonly Assignment[] => {
  if (type === 'TaskAssigned') return [{ ...data, id: data.task ?? '' }]
  if (type !== 'JointOperationOpened') return []
  return (data.tasks ?? []).map((task) => (typeof task === 'string' ? { id: task } : task))
}

const assign = (tasks: WatchedTasks, { id, agency, deadline }: Assignment): WatchedTasks => {
  const breached = tasks[id]?.breached ?? []
  return { ...tasks, [id]: { agency, deadline, answer: undefined, noted: undefined, breached } }
}

const isFor = (task: WatchedTask | undefined, agency: string): boolean =>
  task !== undefined && (task.agency === undefined || task.agency === agency)

const answerOf = ({ id, envelope }: Said, answer: Answer['answer']): Answer => ({
  event: id,
  answer,
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
