import { markingWithin, millisecondsOf } from '@concord/kernel'
import { type DueCommand, keyOf } from '../due-command.ts'
import {
  type Answer,
  tasksOf,
  unnotedAnswers,
  type WatchedOperation,
  type WatchedTask,
} from './watched-operation.ts'

/** What is to be recorded of an operation's tasks: the answers of agencies, and deadlines that passed. */
export const stepsOfOperation = (operation: WatchedOperation, nowMs: number): readonly DueCommand[] => {
  const unnoted = unnotedAnswers(operation)
  return [...tasksOf(operation)].flatMap(([task, watched]) => [
    ...noting(operation, task, unnoted.get(task)),
    ...breaching(operation, task, watched, nowMs),
  ])
}

const noting = (
  operation: WatchedOperation,
  task: string,
  unnoted: Answer | undefined,
): readonly DueCommand[] => {
  if (unnoted === undefined) return []
  const { event, answer, agency, occurredAt, marking } = unnoted
  return [
    {
      key: keyOf('answer', event),
      command: 'NoteTaskAnswer',
      incident: operation.operation,
      occurredAt,
      mode: operation.mode,
      marking,
      summary: `Task ${task}: ${answer} by ${agency}`,
      data: { task, agency, answer, basis: [event] },
    },
  ]
}

const breaching = (
  { operation, mode }: WatchedOperation,
  task: string,
  { agency, deadline, marking, answer, breached }: WatchedTask,
  nowMs: number,
): readonly DueCommand[] => {
  const passed = deadline !== undefined && millisecondsOf(deadline) <= nowMs
  if (!passed || breached.includes(deadline) || answer?.answer === 'completed') return []
  return [
    {
      key: keyOf('breach', mode, operation, task, deadline),
      command: 'RaiseDeadlineBreach',
      incident: operation,
      occurredAt: deadline,
      mode,
      // It tells of the task and of its last answer.
      marking: markingWithin([marking, ...(answer ? [answer.marking] : [])]),
      summary: `Task ${task} was not done by its deadline`,
      data: { task, deadline, ...(agency ? { agency } : {}), state: answer?.answer ?? 'assigned' },
    },
  ]
}
