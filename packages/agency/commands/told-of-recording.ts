import type { Handled, HandleFailure, Result, Revision } from '@concord/kernel'
import type { Problem } from '../problem.ts'
import { problemOfFailure } from '../problem-of-failure.ts'

/** What a sender is told of what was recorded. */
export interface Recorded extends Omit<Handled, 'revision'> {
  /** The stream's, for members of its agency. */
  readonly revision: Revision | undefined
}

/**
 * How a command went, for its sender. A stream that is open to members of other agencies holds what each of them recorded;
 * none of them is told how much that is, neither by a revision nor by one in a refusal.
 */
export const toldOfRecording = (
  handled: Result<Handled, HandleFailure>,
  isOwn: boolean,
): Result<Recorded, Problem> => {
  if (!handled.ok) return { ok: false, error: problemOfFailure(handled.error, isOwn) }
  return isOwn ? handled : { ok: true, value: { ...handled.value, revision: undefined } }
}
