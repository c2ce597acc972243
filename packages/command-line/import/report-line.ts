import type { Instant, Marking, Mode } from '@concord/kernel'

/**
 * One line of a delivery to an agency's batch endpoint. `type` names the event asked for; `reference` is the number in
 * the system it comes from and makes a repeated delivery harmless. `recordedAt` is when that system recorded it.
 */
export interface ReportLine {
  readonly type: string
  readonly incident: string
  readonly system: string
  readonly reference: string
  readonly occurredAt: Instant
  readonly occurredUntil?: Instant
  readonly recordedAt?: Instant
  readonly mode?: Mode
  readonly corrects?: string
  readonly retracts?: string
  readonly marking?: Marking
  readonly summary?: string
  /** The law that permits the record. */
  readonly legalBasis?: string
  readonly data: unknown
}

/** What a report says, by field. */
export type Details = Readonly<Record<string, unknown>>

/** Keeps something as a report under the name of its type: the details stay, and the picture takes less from them. */
export const asReport = <Line extends { readonly type: string; readonly data: unknown }>(line: Line) => ({
  ...line,
  type: 'ReportFiled',
  data: { ...(line.data as Details | undefined), reportType: line.type },
})

/** A report and the agency it is for; left out, it is for the agency that records that type. */
export interface Addressed {
  readonly agency?: string
  readonly line: ReportLine
}

/** Something in an input file that cannot be brought in: where it stands and why. Nothing of it is delivered. */
export interface BadInput {
  readonly place: string
  readonly detail: string
}

/** What a reader of files yields: a report, or what is wrong with the place it read. */
export type ImportItem =
  | { readonly kind: 'report'; readonly report: Addressed }
  | { readonly kind: 'bad'; readonly bad: BadInput }

/** A report for an agency; left out, for whichever the whole import is for. */
export const report = (line: ReportLine, agency?: string): ImportItem => ({
  kind: 'report',
  report: agency === undefined ? { line } : { agency, line },
})

/** Input that nothing can be made of: where it stands, and why. */
export const bad = (place: string, detail: string): ImportItem => ({ kind: 'bad', bad: { place, detail } })
