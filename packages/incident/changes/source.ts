import type { AgencyName, Instant, Mode } from '@concord/kernel'

/** Where a statement comes from. `occurredAt` is when it took effect, `knownAt` when it became known. */
export interface Source {
  readonly event: string
  readonly reference: string | undefined
  readonly agency: AgencyName
  readonly mode: Mode
  /** The incident in whose stream it was recorded. */
  readonly incident: string
  readonly occurredAt: Instant
  readonly knownAt: Instant
}
