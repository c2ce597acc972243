import { millisecondsOf } from '@concord/kernel'
import { type DueCommand, stepKey } from '../due-command.ts'
import { breachesTold, markingsByTask, unnotedAnswers } from './said-of-tasks.ts'
import { toldTo } from './told-to.ts'
import { tasksOf, type WatchedOperation } from './watched-operation.ts'
import type { TaskAnswer, WatchedTask } from './watched-task.ts'

/**
 * What is to be recorded of an operation's tasks: the answers of agencies, and deadlines that passed. Each is told to those
 * who may see all that bore on the task.
 */
export const stepsOfOperation = (operation: WatchedOperation, nowMs: number): readonly DueCommand[] => {
  const unnoted = unnotedAnswers(operation)
  const steps = [...tasksOf(operation)].flatMap(([task, watched]) =>
    [...noting(operation, task, unnoted.get(task)), ...breaching(operation, task, watched, nowMs)].map(
      (step) => ({ task, step }),
    ),
  )
  if (steps.length === 0) return []
  const bearingOnTask = markingsByTask(operation)
  return steps.map(({ task, step }) => ({ ...step, marking: toldTo([step.marking, ...bearingOnTask(task)]) }))
}

const noting = (
  operation: WatchedOperation,
  task: string,
  unnoted: TaskAnswer | undefined,
): readonly DueCommand[] => {
  if (unnoted === undefined) return []
  const { event, answer, agency, occurredAt, marking } = unnoted
  return [
    {
      key: stepKey('answer', event),
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
  watched: WatchedOperation,
  task: string,
  { agency, deadline, marking, answer, breached }: WatchedTask,
  nowMs: number,
): readonly DueCommand[] => {
  const { operation, mode } = watched
  const passed = deadline !== undefined && millisecondsOf(deadline) <= nowMs
  if (!passed || breached.includes(deadline) || answer?.answer === 'completed') return []
  return [
    {
      // Whatever was told of it before was taken back, or it would not be due: to tell it again is another step.
      key: stepKey('breach', mode, operation, task, deadline, ...breachesTold(watched, task, deadline)),
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
