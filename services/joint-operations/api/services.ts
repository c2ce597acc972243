import type { Clock, Glass, OpenedFields, Reader, Shown, TokenVerifier, WantedFields } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'
import type { Instant, RecordedEvent } from '@concord/kernel'
import type { Picture } from '../picture/picture.ts'
import type { RecordOfReads } from './record-of-reads.ts'

/** Everything the API needs from outside; the composition root makes it, tests make their own. */
export interface ApiServices {
  readonly picture: Picture
  /** The roster: whose events there are and what they carry. */
  readonly agencies: readonly AgencyDefinition[]
  readonly tokens: TokenVerifier
  /** Whether an agency sees an event by its marking alone, before releases. */
  readonly seesByMarking: (agency: string, event: RecordedEvent) => boolean
  readonly openPersonal: OpenPersonal
  readonly integrity: LogIntegrity
  /** Whether an auditor oversees the whole log, and not only what their own agency sees of it. */
  readonly overseesLog: (auditor: Reader) => boolean
  readonly recordOfReads: RecordOfReads
  /** Whether a break-glass is any of an auditor's business. */
  readonly overseesGlass: (auditor: Reader, glass: Glass) => boolean
  readonly clock: Clock
  readonly sleep: Sleep
}

/** Resolves after `ms` milliseconds, or at once when the signal aborts. Passed in, so that tests need not wait. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/**
 * Opens sealed fields about persons for a reader. The read is written to the record of reads before anything is
 * returned; when it cannot be written, or the reader has no purpose and case, nothing is.
 */
export type OpenPersonal = (
  reader: Reader,
  wanted: readonly WantedFields[],
  shown: Shown,
) => Promise<OpenedFields>

/**
 * Checks the whole log: every chain, every signature, every entry of the Merkle tree. Waits a bounded time; throws when
 * the log cannot be read.
 */
export type LogIntegrity = () => Promise<IntegrityStanding>

/** What is known of the log's integrity now. */
export interface IntegrityStanding {
  /** Whether a check is still under way; the report is then that of the check before. */
  readonly checking: boolean
  /** What the last check that came to its end has found; undefined where none has. */
  readonly report: IntegrityReport | undefined
}

/** What one check found. */
export interface IntegrityReport {
  /** How many events were checked: the first so many of the log. */
  readonly checked: number
  /** How many events the log had when this process last saw a head of it signed: no fewer may be there now. */
  readonly rememberedEvents: number
  readonly intact: boolean
  /** Where the first difference is, in words; undefined when there is none. */
  readonly firstDifference: string | undefined
  /** When the check began. */
  readonly checkedAt: Instant
}
