import type { HandleFailure, RefusedEvent, Rejection } from '@concord/kernel'
import { type Problem, problem } from './problem.ts'

/**
 * How a failure to handle a command is told to its sender. `isOwn`: whether the sender belongs to the agency of the stream; others
 * learn no revision of it.
 */
export const problemOfFailure = (failure: HandleFailure, isOwn: boolean): Problem => {
  switch (failure.kind) {
    case 'rejected':
      return problemOfRejection(failure.rejection)
    case 'stale-revision':
      return staleRevision(failure.current)
    case 'key-reused':
      return problem('key-reused', failure.detail)
    case 'conflict':
      return problem(
        'contended',
        'The stream changed at every attempt. Send the command again with the same key.',
        isOwn ? { current: revisionOf(failure.current) } : {},
      )
    case 'too-large':
      return problem('body-too-large', failure.detail)
    case 'unavailable':
      return storeUnavailable(failure.retryAfterS)
    case 'keys-away':
      return problem(
        'sealing-unavailable',
        'Until data about persons can be sealed again, none is recorded. You may send the command again with the same key.',
        { retryAfterS: failure.retryAfterS },
      )
    case 'key-ended':
      return problem(
        'signing-key-ended',
        'Nothing is recorded until the agency signs with its present key. You may send the command again with the same key.',
        { retryAfterS: 1 },
      )
    case 'refused':
      return damagedRecord(failure.event, isOwn)
  }
}

/** That the log cannot be reached, and when to try again. */
export const storeUnavailable = (retryAfterS: number): Problem =>
  problem(
    'store-unavailable',
    'You may send the command again with the same key; it is recorded only once.',
    {
      retryAfterS: Math.max(1, Math.ceil(retryAfterS)),
    },
  )

const damagedRecord = ({ stream, revision, reason }: RefusedEvent, isOwn: boolean): Problem =>
  problem(
    'damaged-record',
    `${isOwn ? `${stream}@${revision} is ${reason}` : 'An event there is damaged'}. No command on this stream is accepted until an operator has cleared that up.`,
  )

const problemOfRejection = ({ code, detail }: Rejection): Problem => {
  if (code === 'unknown-incident' || code === 'unknown-command') return problem(code, detail)
  return problem('rejected', detail, { rejection: code })
}

const staleRevision = (current: number | 'no-stream'): Problem =>
  problem(
    'stale-revision',
    current === 'no-stream'
      ? 'This agency has no record of the incident yet.'
      : `The record is at revision ${current}. Read what was added and decide anew.`,
    { current: revisionOf(current) },
  )

const revisionOf = (current: number | 'no-stream'): number | null =>
  current === 'no-stream' ? null : current
