import { keyOf } from '@concord/incident'
import { type Envelope, type Marking, parseStreamName, type RecordedEvent } from '@concord/kernel'
import { OrderedMap } from 'immutable'
import type { LastHeard } from './last-heard.ts'
import {
  aimsOf,
  bearingOn,
  bearsOn,
  markingsOf,
  type Remembered,
  remembering,
  type Said,
  saidBy,
} from './said.ts'

/** An operation with tasks whose deadlines are watched. */
export interface WatchedOperation {
  /** Its name. */
  readonly operation: string
  readonly mode: Envelope['mode']
  readonly told: Remembered<OperationState, Said<TaskDetails>>
}

interface OperationState {
  readonly tasks: WatchedTasks
  readonly isClosed: boolean
}

/** The tasks of one operation, by their ids. Persistent: each step of the fold makes one of its own. */
type WatchedTasks = OrderedMap<string, WatchedTask>

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
  readonly answer: Answer | undefined
  /** The answer that the operation's own stream holds. */
  readonly noted: string | undefined
  readonly breached: readonly string[]
}

/** What an agency says of a task that it was given. */
export interface Answer {
  /** What gave the answer, or took a later one back. */
  readonly event: string
  /** `assigned` when every answer was taken back. */
  readonly answer: 'accepted' | 'declined' | 'completed' | 'assigned'
  readonly agency: string
  readonly occurredAt: string
  readonly marking: Marking
}

/**
 * By mode and name, those heard of last at the end: what is played in an operation moves nothing real. Those that are open
 * and those closed last, because a closing may be taken back.
 */
export type WatchedOperations = LastHeard<WatchedOperation>

/** One step of the fold. */
export const evolveWatchedOperations = (
  operations: WatchedOperations,
  event: RecordedEvent,
): WatchedOperations => {
  const operation = parseStreamName(event.stream)?.id
  if (operation === undefined) return operations
  const { mode } = event.envelope
  const key = nameOf({ operation, mode })
  const known = operations.get(key)
  const matters = known ? isStep(event) || bearsOn(event, known.told.said) : begins(event)
  if (!matters) return operations
  const { tasks, task, agency, deadline, answer } = event.data as TaskDetails
  const told = memory.remember(
    known?.told ?? memory.nothing,
    saidBy(event, { tasks, task, agency, deadline, answer }),
  )
  const watched = { operation, mode, ...known, told }
  return bounded(operations.delete(key).set(key, watched))
}

/** How an operation stands; undefined where nothing is known of it, or it was closed so long ago that it is forgotten. */
export const standingOf = (
  operations: WatchedOperations,
  named: Pick<WatchedOperation, 'operation' | 'mode'>,
): 'open' | 'closed' | undefined => {
  const watched = operations.get(nameOf(named))
  return watched && (memory.stateOf(watched.told).isClosed ? 'closed' : 'open')
}

/** The tasks of an operation, as they stand; none while it is closed. */
export const tasksOf = ({ told }: WatchedOperation): WatchedTasks => {
  const { tasks, isClosed } = memory.stateOf(told)
  return isClosed ? OrderedMap() : tasks
}

/** The operation as it was kept as JSON. */
export const operationFrom = (kept: WatchedOperation): WatchedOperation => {
  const { settled, said } = kept.told
  return { ...kept, told: { said, settled: { ...settled, tasks: OrderedMap(settled.tasks) } } }
}

/**
 * The answers of their agencies that the operation's own stream does not hold yet, by task. What an agency took back is known
 * by the record that says so, and then it is how the task stands without it.
 */
export const unnotedAnswers = (operation: WatchedOperation): ReadonlyMap<string, Answer> => {
  const tasks = tasksOf(operation)
  const unnoted = tasks.filter((task) => standingAnswer(task) !== (task.noted ?? 'assigned'))
  if (unnoted.isEmpty()) return new Map()
  const words = lastWords(operation.told.said, unnoted)
  return new Map(
    unnoted.entrySeq().flatMap(([id, task]): [string, Answer][] => {
      const last = words.get(id)
      const answer =
        last === undefined || isAnswerTo(id, last) ? task.answer : answerOf(last, standingAnswer(task))
      return answer === undefined ? [] : [[id, answer]]
    }),
  )
}

const standingAnswer = ({ answer }: WatchedTask): Answer['answer'] => answer?.answer ?? 'assigned'

/**
 * Gives the markings of all that bears on a task: what assigns or withdraws it, what its agency answers, whether the operation is
 * open, and whatever corrects or takes back any of that. That another agency answers changes nothing of it. What was said is
 * gone through once for all tasks.
 */
export const markingsByTask = (operation: WatchedOperation): ((task: string) => readonly Marking[]) => {
  const tasks = tasksOf(operation)
  const phases: Marking[] = []
  const byTask = new Map<string, Marking[]>()
  const listFor = (one: Said<TaskDetails>): readonly Marking[][] => {
    const { task } = one.data
    if (isPhase(one)) return [phases]
    if (task === undefined || isAnothers(one, tasks.get(task)?.agency)) return []
    const list = byTask.get(task) ?? []
    byTask.set(task, list)
    return [list]
  }
  const listsOf = new Map<string, readonly Marking[][]>()
  for (const one of operation.told.said) {
    const lists = new Set([...listFor(one), ...aimsOf(one).flatMap((aim) => listsOf.get(aim) ?? [])])
    if (lists.size > 0) listsOf.set(keyOf(one, one.id), [...lists])
    for (const list of lists) list.push(one.envelope.marking)
  }
  return (task) => [...phases, ...(byTask.get(task) ?? [])]
}

const isAnothers = ({ type, envelope }: Said, agency: string | undefined): boolean =>
  type in answers && agency !== undefined && agency !== envelope.agency

/** The markings of what opens and closes an operation, and of whatever corrects or takes back any of that: whether it can be acted in. */
export const markingsOfPhases = (
  operations: WatchedOperations,
  named: Pick<WatchedOperation, 'operation' | 'mode'>,
): readonly Marking[] => markingsOf(bearingOn(operations.get(nameOf(named))?.told.said ?? [], isPhase))

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

const CLOSED = 'JointOperationClosed'

const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const begins = ({ type }: Pick<Said, 'type'>): boolean =>
  type === 'JointOperationOpened' || type === 'TaskAssigned' || type === CLOSED

const isPhase = ({ type }: Pick<Said, 'type'>): boolean => type === 'JointOperationOpened' || type === CLOSED

const isStep = (event: Pick<Said, 'type'>): boolean =>
  begins(event) ||
  event.type in answers ||
  ['TaskWithdrawn', 'TaskDeadlinePassed', 'TaskAnswerNoted'].includes(event.type)

const nameOf = ({ operation, mode }: Pick<WatchedOperation, 'operation' | 'mode'>): string =>
  `${mode} ${operation}`

const isAnswerTo = (task: string, { type, data }: Said<TaskDetails>): boolean =>
  type in answers && data.task === task

/**
 * What was said last of each task since it was assigned by whoever is to do it: an answer, or what bears on one. What was said
 * is gone through once for all of them.
 */
const lastWords = (
  said: readonly Said<TaskDetails>[],
  tasks: WatchedTasks,
): ReadonlyMap<string, Said<TaskDetails>> => {
  const words = new Map<string, Said<TaskDetails>[]>()
  const tasksOfWord = new Map<string, readonly string[]>()
  for (const one of said) {
    const { agency, corrects, retracts } = one.envelope
    if (corrects === undefined) for (const { id } of assignmentsIn(one)) words.delete(id)
    const answered = one.type in answers ? [one.data.task ?? ''] : []
    const borneOn = [corrects, retracts]
      .flatMap((aim) => (aim === undefined ? [] : (tasksOfWord.get(keyOf(one, aim)) ?? [])))
      .filter((id) => bearsOn(one, words.get(id) ?? []))
    const theirs = [...new Set([...answered, ...borneOn])].filter((id) => isFor(tasks.get(id), agency))
    for (const id of theirs) words.get(id)?.push(one) ?? words.set(id, [one])
    tasksOfWord.set(keyOf(one, one.id), theirs)
  }
  return new Map([...words].map(([id, all]) => [id, all.at(-1)!]))
}

const evolveOperation = (before: OperationState, one: Said<TaskDetails>): OperationState =>
  one.type === CLOSED ? { ...before, isClosed: true } : { ...before, tasks: evolveTasks(before.tasks, one) }

const evolveTasks = (tasks: WatchedTasks, one: Said<TaskDetails>): WatchedTasks => {
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

const assignmentsIn = ({ type, data }: Said<TaskDetails>): readonly Assignment[] => {
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

const isFor = (task: WatchedTask | undefined, agency: string): boolean =>
  task !== undefined && (task.agency === undefined || task.agency === agency)

const answerOf = ({ id, envelope }: Said, answer: Answer['answer']): Answer => ({
  event: id,
  answer,
  agency: envelope.agency,
  occurredAt: envelope.occurredAt,
  marking: envelope.marking,
})

/** Forgets the one of which nothing was heard for longest, open or closed, where there are more of its kind than are kept. */
const bounded = (operations: WatchedOperations): WatchedOperations => {
  if (operations.size <= MOST_CLOSED) return operations
  const isClosed = ({ told }: WatchedOperation) => memory.stateOf(told).isClosed
  const closed = operations.count(isClosed)
  if (closed > MOST_CLOSED) return operations.delete(operations.findKey(isClosed)!)
  return operations.size - closed > MOST_OPEN
    ? operations.delete(operations.findKey((one) => !isClosed(one))!)
    : operations
}

/** So many steps of an operation are kept; a correction of an older one changes nothing any more. */
const MOST_STEPS = 1_000

/**
 * So many open operations are watched, more than a country runs at a time: what is open beyond them is what nobody has
 * closed. The deadlines of one that is forgotten are not raised any more, until a task is assigned in it again.
 */
export const MOST_OPEN = 1_000

/** So many closed operations are kept; of one that is older only what is said after its closing was taken back is watched. */
const MOST_CLOSED = 200

const memory = remembering<OperationState, Said<TaskDetails>>(
  { tasks: OrderedMap(), isClosed: false },
  evolveOperation,
  MOST_STEPS,
)
