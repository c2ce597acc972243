import { CLOCK_TOLERANCE_MS, millisecondsOf } from '@concord/kernel'
import { type FieldError, type Problem, problem } from '../problem.ts'
import type { CommandBody } from './command-schema.ts'

type Times = Pick<CommandBody, 'occurredAt' | 'occurredUntil' | 'recordedAt'>

/**
 * What has happened lies in the past, give or take {@link CLOCK_TOLERANCE_MS}; what an older system recorded was
 * recorded before now; nothing ends before it begins. How long ago is nobody's business: late reports and imports of
 * many years are welcome. Nor is it which of its two times comes first: an older system has told of what was yet to come,
 * or was told by a clock that ran ahead, and what it holds is not lost for that.
 */
export const timeProblem = (times: Times, nowMs: number): Problem | undefined => {
  const occurredMs = millisecondsOf(times.occurredAt)
  const untilMs = times.occurredUntil === undefined ? undefined : millisecondsOf(times.occurredUntil)
  const recordedMs = times.recordedAt === undefined ? undefined : millisecondsOf(times.recordedAt)

  const ahead: FieldError[] = []
  if (occurredMs > nowMs + CLOCK_TOLERANCE_MS) ahead.push(future('occurredAt'))
  if (untilMs !== undefined && untilMs > nowMs + CLOCK_TOLERANCE_MS) ahead.push(future('occurredUntil'))
  if (recordedMs !== undefined && recordedMs > nowMs) ahead.push(future('recordedAt'))
  if (ahead.length > 0) {
    const detail = 'An event cannot lie in the future. Check the time, its offset and your clock.'
    return problem('time-in-the-future', detail, { errors: ahead })
  }

  if (untilMs === undefined || untilMs >= occurredMs) return undefined
  const errors = [{ pointer: '#/occurredUntil', detail: 'lies before occurredAt' }]
  return problem('invalid-command', 'The times contradict each other.', { errors })
}

const future = (field: string): FieldError => ({ pointer: `#/${field}`, detail: 'lies in the future' })
