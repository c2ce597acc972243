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
export type Delivered =
  | { readonly to: Recipient; readonly line: ReportLine; readonly filed: boolean }
  | { readonly bad: BadInput }

export interface AddressOptions {
  /** The agency that the caller names for everything. */
  readonly agency: string | undefined
  /** The event type by which the agency of a file that names none is told. */
  readonly recognisedBy: string | undefined
}

/**
 * Says where each report goes. A file that names the agency of each of its records is history told in the words of that
 * agency: what Concord has no word for is filed under the sender's (`ReportFiled`), and not turned away.
 */
export const addressing =
  (session: Session, { agency: named, recognisedBy }: AddressOptions) =>
  ({ agency, line }: Addressed): Delivered => {
    if (named !== undefined || agency === undefined) {
      const { name, url } = recipientOf(session, recognisedBy ?? line.type, named)
      return { to: { url, token: tokenFor(session, `${name}/importer`) }, line, filed: false }
    }
    try {
      const to = recipientOfOwn(session, line.type, agency)
      return to ? { to, line, filed: false } : filed(session, agency, line)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { bad: { place: line.reference, detail: error.message } }
    }
  }

const filed = (session: Session, agency: string, line: ReportLine): Delivered => ({
  to: { url: recipientOf(session, line.type, agency).url, token: tokenFor(session, `${agency}/importer`) },
  line: { ...line, type: 'ReportFiled', data: { ...(line.data as object), reportType: line.type } },
  filed: true,
})
