import { type Envelope, parseStreamName, type RecordedEvent } from '@concord/kernel'
import { OrderedMap } from 'immutable'
import type { LastHeard } from './last-heard.ts'
import type { Ground, ReleaseWord } from './release-word.ts'
import {
  bearingOn,
  bearsOn,
  groundOf,
  type Remembered,
  releasing,
  remembering,
  type Said,
  saidBy,
} from './said.ts'
import { evolveTasks, isAnswer, type TaskDetails, type WatchedTasks } from './watched-task.ts'

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

/** The operations once an owner has said this of who sees a record. */
export const operationsAfterWord = (operations: WatchedOperations, word: ReleaseWord): WatchedOperations => {
  const key = nameOf({ operation: word.topic, mode: word.mode })
  const operation = operations.get(key)
  return operation ? operations.set(key, { ...operation, told: releasing(operation.told, word) }) : operations
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

/** What opens and closes an operation, and whatever corrects or takes back any of that: whether it can be acted in. */
export const groundsOfPhases = (
  operations: WatchedOperations,
  named: Pick<WatchedOperation, 'operation' | 'mode'>,
): readonly Ground[] => bearingOn(operations.get(nameOf(named))?.told.said ?? [], isPhase).map(groundOf)

const CLOSED = 'JointOperationClosed'

const begins = ({ type }: Pick<Said, 'type'>): boolean =>
  type === 'JointOperationOpened' || type === 'TaskAssigned' || type === CLOSED

/** Whether an event opens or closes an operation. */
export const isPhase = ({ type }: Pick<Said, 'type'>): boolean =>
  type === 'JointOperationOpened' || type === CLOSED

const isStep = (event: Pick<Said, 'type'>): boolean =>
  begins(event) ||
  isAnswer(event) ||
  ['TaskWithdrawn', 'TaskDeadlinePassed', 'TaskAnswerNoted'].includes(event.type)

const nameOf = ({ operation, mode }: Pick<WatchedOperation, 'operation' | 'mode'>): string =>
  `${mode} ${operation}`

const evolveOperation = (before: OperationState, one: Said<TaskDetails>): OperationState =>
  one.type === CLOSED ? { ...before, isClosed: true } : { ...before, tasks: evolveTasks(before.tasks, one) }

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

/** At most this many steps of an operation are kept; a correction of an older one changes nothing any more. */
const MOST_STEPS = 1_000

/**
 * At most this many open operations are watched, more than a country runs at a time: what is open beyond them was left
 * unclosed. The deadlines of one that is forgotten are not raised any more, until a task is assigned in it again.
 */
export const MOST_OPEN = 1_000

/** At most this many closed operations are kept; once the closing of an older one is taken back, only what follows is watched. */
const MOST_CLOSED = 200

const memory = remembering<OperationState, Said<TaskDetails>>(
  { tasks: OrderedMap(), isClosed: false },
  evolveOperation,
  MOST_STEPS,
)
