import { keyOf, supersededKeys } from '@concord/incident'
import type { Marking } from '@concord/kernel'
import { bearsOn, type Said } from './said.ts'
import { isPhase, tasksOf, type WatchedOperation } from './watched-operation.ts'
import {
  answerOf,
  assignmentsIn,
  isAnswer,
  isFor,
  standingAnswer,
  type TaskAnswer,
  type TaskDetails,
  type WatchedTasks,
} from './watched-task.ts'

/**
 * The answers of their agencies that the operation's own stream does not hold yet, by task. What an agency took back is known
 * by the record that says so, and then it is how the task stands without it.
 */
export const unnotedAnswers = (operation: WatchedOperation): ReadonlyMap<string, TaskAnswer> => {
  const tasks = tasksOf(operation)
  const unnoted = tasks.filter((task) => standingAnswer(task) !== (task.noted ?? 'assigned'))
  if (unnoted.isEmpty()) return new Map()
  const words = lastWords(operation.told.said, unnoted)
  return new Map(
    unnoted.entrySeq().flatMap(([id, task]): [string, TaskAnswer][] => {
      const last = words.get(id)
      const answer =
        last === undefined || isAnswerTo(id, last) ? task.answer : answerOf(last, standingAnswer(task))
      return answer === undefined ? [] : [[id, answer]]
    }),
  )
}

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
    const answered = isAnswer(one) ? [one.data.task ?? ''] : []
    const borneOn = [corrects, retracts]
      .flatMap((aim) => (aim === undefined ? [] : (tasksOfWord.get(keyOf(one, aim)) ?? [])))
      .filter((id) => bearsOn(one, words.get(id) ?? []))
    const theirs = [...new Set([...answered, ...borneOn])].filter((id) => isFor(tasks.get(id), agency))
    for (const id of theirs) words.get(id)?.push(one) ?? words.set(id, [one])
    tasksOfWord.set(keyOf(one, one.id), theirs)
  }
  return new Map([...words].map(([id, all]) => [id, all.at(-1)!]))
}

const isAnswerTo = (task: string, one: Said<TaskDetails>): boolean => isAnswer(one) && one.data.task === task

/** The records that said that a task was not done by a deadline, whether they stand or not, in the order of the log. */
export const breachesTold = ({ told }: WatchedOperation, task: string, deadline: string): readonly string[] =>
  told.said
    .filter(
      ({ type, data }) => type === 'TaskDeadlinePassed' && data.task === task && data.deadline === deadline,
    )
    .map(({ id }) => id)

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
    const lists = new Set([...listFor(one), ...supersededKeys(one).flatMap((aim) => listsOf.get(aim) ?? [])])
    if (lists.size > 0) listsOf.set(keyOf(one, one.id), [...lists])
    for (const list of lists) list.push(one.envelope.marking)
  }
  return (task) => [...phases, ...(byTask.get(task) ?? [])]
}

const isAnothers = (one: Said, agency: string | undefined): boolean =>
  isAnswer(one) && agency !== undefined && agency !== one.envelope.agency
