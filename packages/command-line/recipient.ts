import { UsageError } from '@concord/kernel'
import { type AgencyAddress, type Session, tokenFor } from './session.ts'

/** Where a report goes, and as whose. */
export interface Recipient {
  /** Base address of the agency's service. */
  readonly url: string
  readonly token: string
}

/** Whether an agency may record a type: itself, or as a step in another one's service that every agency may take. */
export const recordsOf =
  ({ agencies }: Session) =>
  (agency: string, type: string): boolean =>
    agencies.some((one) => one.open.includes(type) || (one.name === agency && one.records.includes(type)))

/** Whether an agency is the one in whose service members of every agency take steps. */
export const isCentre =
  ({ agencies }: Session) =>
  (agency: string): boolean =>
    agencies.some(({ name, open }) => name === agency && open.length > 0)

/**
 * Where the report of a named agency goes: to the service that takes such reports from members of every agency, where
 * its own has no such type, and else to its own. Throws for an agency that does not take part.
 */
export const recipientOfOwn = (session: Session, type: string, agency: string): Recipient => {
  const own = recipientOf(session, type, agency)
  const open = session.agencies.find((one) => one.open.includes(type))
  const { url } = own.records.includes(type) ? own : (open ?? own)
  return { url, token: tokenFor(session, `${agency}/importer`) }
}

/** The agency that takes a report: the one named, or the only one that records its type. */
export const recipientOf = (session: Session, type: string, named: string | undefined): AgencyAddress => {
  const able = session.agencies.filter((agency) =>
    named ? agency.name === named : agency.records.includes(type),
  )
  const [only, ...others] = able
  if (only && others.length === 0) return only
  const known = (able.length > 0 ? able : session.agencies).map((agency) => agency.name).join(', ')
  if (named) throw new UsageError(`There is no agency ${named}. There are: ${known}.`)
  if (!only) throw new UsageError(`No agency records ${type}.`)
  throw new UsageError(
    `Several agencies record ${type}: ${known}. Name the one that records it with --agency.`,
  )
}
