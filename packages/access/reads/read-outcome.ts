import type { Position } from '@concord/kernel'

/** Where a read is on record. */
export interface ReadOnRecord {
  readonly event: string
  readonly stream: string
  readonly position: Position
}

/** Why a read is not on record. Whatever the reason, nothing about persons may be served. */
export interface ReadAuditFailure {
  readonly code: 'read-record-unavailable' | 'read-record-busy' | 'read-too-large'
  readonly detail: string
  /** Seconds after which a repeat makes sense; undefined: never as it is. */
  readonly retryAfterS: number | undefined
}

/** The log did not take it. */
export const unavailable: ReadAuditFailure = {
  code: 'read-record-unavailable',
  detail: 'The read could not be recorded, so no data about persons is shown. Try again shortly.',
  retryAfterS: 2,
}

/** The bound on what waits is reached. */
export const busy: ReadAuditFailure = {
  code: 'read-record-busy',
  detail: 'Too many reads are waiting to be recorded, so no data about persons is shown. Try again shortly.',
  retryAfterS: 1,
}

/** More of a list than one record holds. */
export const tooMany = (list: string, most: number): ReadAuditFailure => ({
  code: 'read-too-large',
  detail: `The answer would show data about persons for more than ${most} ${list}. Ask for less at a time.`,
  retryAfterS: undefined,
})
