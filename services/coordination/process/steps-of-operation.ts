import { millisecondsOf } from '@concord/kernel'
import { type DueCommand, keyOf } from './due-command.ts'
import type { WatchedOperation, WatchedTask } from './watched-operation.ts'

/** What is to be recorded of an operation's tasks: the answers of agencies, and deadlines that passed. */
export const stepsOfOperation = (operation: WatchedOperation, nowMs: number): readonly DueCommand[] =>
  Object.entries(operation.tasks).flatMap(([task, watched]) => [
    ...noting(operation, task, watched),
    ...breaching(operation, task, watched, nowMs),
  ])

const noting = (
  { operation, mode }: WatchedOperation,
  task: string,
  { answer, noted }: WatchedTask,
): readonly DueCommand[] =>
  answer === undefined || (noted ?? 'assigned') === answer.answer
    ? []
    : [
        {
          key: keyOf('answer', answer.event),
          command: 'NoteTaskAnswer',
          incident: operation,
          occurredAt: answer.occurredAt,
          mode,
          marking: answer.marking,
          summary: `Task ${task}: ${answer.answer} by ${answer.agency}`,
          data: { task, agency: answer.agency, answer: answer.answer, basis: [answer.event] },
        },
      ]

const breaching = (
  { operation, mode, marking }: WatchedOperation,
  task: string,
  { agency, deadline, answer, breached }: WatchedTask,
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
      marking,
      summary: `Task ${task} was not done by its deadline`,
      data: { task, deadline, ...(agency ? { agency } : {}), state: answer?.answer ?? 'assigned' },
    },
  ]
}
