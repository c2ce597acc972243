import {
  type Recipient,
  recipientOf,
  recipientOfOwn,
  type Session,
  tokenFor,
  UsageError,
} from '../session.ts'
import type { Addressed, BadInput, ReportLine } from './report-line.ts'

/** A report with where it goes, or why it goes nowhere. */
export type Delivered = { readonly to: Recipient; readonly line: ReportLine } | { readonly bad: BadInput }

export interface AddressOptions {
  /** The agency that the caller names for everything. */
  readonly agency: string | undefined
  /** The event type by which the agency of a file that names none is told. */
  readonly recognisedBy: string | undefined
}

/** Says where each report goes: to whom the caller names, or to the agency that its file names, or that alone records it. */
export const addressing =
  (session: Session, { agency: named, recognisedBy }: AddressOptions) =>
  ({ agency, line }: Addressed): Delivered => {
    if (named !== undefined || agency === undefined) {
      const { name, url } = recipientOf(session, recognisedBy ?? line.type, named)
      return { to: { url, token: tokenFor(session, `${name}/importer`) }, line }
    }
    try {
      return { to: recipientOfOwn(session, line.type, agency), line }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { bad: { place: line.reference, detail: error.message } }
    }
  }
