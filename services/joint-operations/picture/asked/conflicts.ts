import type { Conflict } from '@concord/incident'

/** Which conflicts. */
export interface ConflictFilter {
  /** Only what a decision has settled, or only what none has. */
  readonly settled?: boolean
}

/** A page of conflicts, in the order in which the reader learned of them. */
export interface ConflictPage {
  readonly items: readonly { readonly cursor: string; readonly conflict: Conflict }[]
  /** Undefined where the reader sees more disputes than can be looked through at once. */
  readonly total: number | undefined
  readonly hasMore: boolean
  /** Where to go on: also a page that found nothing in what it looked through has come to a place. */
  readonly end: string | undefined
}
