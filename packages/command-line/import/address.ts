import { UsageError } from '@concord/kernel'
import { type Recipient, recipientOf, recipientOfOwn } from '../recipient.ts'
import { type Session, tokenFor } from '../session.ts'
import type { Addressed, BadInput, Details, ReportLine } from './report-line.ts'

/** A report with where it goes, or why it goes nowhere. */
export type Delivered = { readonly to: Recipient; readonly line: ReportLine } | { readonly bad: BadInput }

/** What every agency has, and files what it has no type for as. */
const ReportFiled = 'ReportFiled'

/** By what it is told where reports go. */
interface AddressOptions {
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
      const type = saysWhereTo(line) ? line.type : ReportFiled
      return { to: recipientOfOwn(session, type, agency), line }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return {
        bad: { place: line.reference, detail: `${error.message} ${adviceOn(agency, session)}`.trim() },
      }
    }
  }

/** What the sender may do about an agency that is not here. */
const adviceOn = (agency: string, { agencies }: Session): string =>
  agencies.some(({ name }) => name === agency)
    ? ''
    : `To record its records in the name of one of these: --stand-in ${agency}=${agencies.at(-1)?.name}`

/**
 * Whether a step that is taken in another agency's service says towards what: one that does not is filed as a report, and
 * reports an agency files in its own.
 */
const saysWhereTo = ({ type, data }: ReportLine): boolean => {
  const needed = whereTo.get(type)
  return needed === undefined || (data as Details)[needed] !== undefined
}

const whereTo: ReadonlyMap<string, string> = new Map([
  ['HandoverRequested', 'to'],
  ['IncidentMerged', 'into'],
  ['IncidentUnmerged', 'from'],
  ['IncidentSplit', 'into'],
])
