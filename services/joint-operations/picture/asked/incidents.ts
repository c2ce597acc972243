import type { Form, IncidentStatus, Severity } from '@concord/incident'
import type { Instant, Mode } from '@concord/kernel'
import type { Box } from './box.ts'
import type { Direction } from './page.ts'

/** Which incidents: those that pass all that is named, and of a list any of its members. What is left out asks nothing. */
export interface IncidentFilter {
  readonly forms?: readonly Form[]
  readonly statuses?: readonly IncidentStatus[]
  readonly kinds?: readonly string[]
  readonly severities?: readonly Severity[]
  /** Any of these agencies takes part. */
  readonly agencies?: readonly string[]
  readonly areas?: readonly string[]
  readonly box?: Box
  readonly text?: string
  readonly modes?: readonly Mode[]
  readonly openedAfter?: Instant
  readonly openedBefore?: Instant
}

/** In which order: by when an incident was opened or last changed, by severity (least first when ascending), or by id. */
export interface IncidentOrder {
  readonly by: 'opened' | 'changed' | 'severity' | 'id'
  readonly direction: Direction
}

/** What a list shows of an incident. Cheap to keep for every moment. */
export interface IncidentSummary {
  readonly id: string
  readonly form: Form
  readonly kind: string | undefined
  readonly title: string | undefined
  readonly mode: Mode
  readonly status: IncidentStatus
  readonly severity: Severity
  readonly lead: string | undefined
  readonly agencies: readonly string[]
  readonly areas: readonly string[]
  readonly lat: number | undefined
  readonly lon: number | undefined
  readonly openedAt: Instant
  /** When the last event in force occurred. */
  readonly changedAt: Instant
}

/** A page of incidents, in the order asked for. */
export interface IncidentPage {
  readonly items: readonly { readonly cursor: string; readonly incident: IncidentSummary }[]
  /** Undefined where more events hold the words sought than are gone through: of those, the last recorded count. */
  readonly total: number | undefined
  readonly hasMore: boolean
  /** Imported records counted, when `known` was an instant. */
  readonly imported: number
}
