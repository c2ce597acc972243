import { millisecondsOf } from '@concord/kernel'
import { type FieldError, type Problem, problem } from '../problem.ts'
import type { CommandBody } from './command-schema.ts'

/** How far a sender's clock may be ahead of ours. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

type Times = Pick<CommandBody, 'occurredAt' | 'occurredUntil' | 'recordedAt'>

/**
 * What has happened lies in the past, give or take {@link CLOCK_TOLERANCE_MS}; what an older system recorded was
 * recorded before now and after it happened; nothing ends before it begins. How long ago is nobody's business: late
 * reports and imports of many years are welcome.
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
    const detail = 'An event is recorded after it happened. Compare the clocks and the offset.'
    return problem('time-in-the-future', detail, { errors: ahead })
  }

  const errors: FieldError[] = []
  if (untilMs !== undefined && untilMs < occurredMs) {
    errors.push({ pointer: '#/occurredUntil', detail: 'ends before occurredAt' })
  }
  if (recordedMs !== undefined && occurredMs > recordedMs + CLOCK_TOLERANCE_MS) {
    errors.push({ pointer: '#/recordedAt', detail: 'lies before occurredAt' })
  }
  return errors.length > 0
    ? problem('invalid-command', 'The times do not fit each other.', { errors })
    : undefined
}

const future = (field: string): FieldError => ({ pointer: `#/${field}`, detail: 'lies in the future' })
