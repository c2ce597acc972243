import { asReport, type Details } from '../../report-line.ts'
import type { ToldBefore } from './told-before.ts'

/** As much of a line in our words as it takes to tell whose record it is about. */
interface Line {
  readonly agency: string
  readonly type: string
  readonly incident: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
  readonly data: Details
}

/**
 * Nobody changes another agency's word. What would put right or take back another's record is recorded beside it, as its own
 * agency's word, and names the record that it disputes: where they say otherwise, both stand until a decision settles it. What
 * puts right a record of the same agency is kept where that record is, whichever incident it is told of in.
 */
export const besideOthers = <Said extends Line>(line: Said, before: ToldBefore): Said => {
  const disputed = line.corrects ?? line.retracts ?? givenBack(line)
  if (!disputed || line.type === 'FalseAlarmFound') return line
  const incident = before.incidentOf(line.agency, disputed)
  if (incident !== undefined) return { ...line, incident }
  if (before.ownersOf(disputed).length === 0) return line
  const { type, data } = saysNothingElse.has(line.type) ? asReport(line) : line
  return { ...line, type, corrects: undefined, retracts: undefined, data: { ...data, disputes: disputed } }
}

/** What such lines say is about the record that they name, and of no sense beside it. */
const saysNothingElse: ReadonlySet<string> = new Set(['ReportRetracted', 'ReportReinstated'])

const givenBack = ({ type, data }: Line): string | undefined =>
  type === 'ReportReinstated' && typeof data.event === 'string' ? data.event : undefined

/**
 * Only who holds something can destroy it. An erasure of what another agency's record says is carried out by that agency, on
 * behalf of who told of it; one of what that record never said stays with its sender.
 */
export const erasedByHolder = <Said extends Line>(line: Said, before: ToldBefore): Said => {
  const { target, field } = line.data
  if (line.type !== 'PersonalDataErased' || typeof target !== 'string') return line
  const [holder, another] = before.ownersOf(target)
  if (holder === undefined || another !== undefined || holder === line.agency) return line
  if (typeof field === 'string' && !before.says(holder, target, field)) return line
  const incident = before.incidentOf(holder, target) ?? line.incident
  return { ...line, agency: holder, incident, data: { ...line.data, onBehalfOf: line.agency } }
}
