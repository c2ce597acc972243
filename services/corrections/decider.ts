import {
  codesOf,
  correctsOneOf,
  lastStanding,
  mustCorrect,
  type Records,
  recordingDecider,
  standingData,
  standingRecords,
  typesByCommand,
  type Whom,
} from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { vocabulary } from './view.ts'

const escapes = ['PrisonerEscapeReported', 'PrisonerEscapeCorrected'] as const

interface CorrectionsDetails extends Whom {
  readonly count?: number
  readonly detail?: string
}

/** What the prison and probation service holds itself to, besides what all agencies have agreed on. */
const forbids = (command: Command, records: Records): Rejection | undefined => {
  const details = command.data as CorrectionsDetails
  switch (command.name) {
    case 'ReportPrisonerEscape':
      return miscounted(details) ?? alreadyOut(details, records)
    case 'CorrectPrisonerEscape':
      return miscounted(details) ?? mustCorrect(command, records, ...escapes)
    case 'RestoreCustody':
      return neverOut(details, records)
    case 'RestorePrisonOrder':
      return inDisorder(records) || correctsOneOf(command, records, 'PrisonOrderRestored')
        ? undefined
        : { code: 'no-disorder', detail: 'No disorder is under way in this incident.' }
    case 'TakeHeadcount':
    case 'ReturnWorkDetail':
      return details.detail === undefined || outside(records, details.detail)
        ? undefined
        : { code: 'not-outside', detail: `Work detail ${details.detail} is not outside the walls.` }
    case 'DepartWorkDetail':
      return outside(records, details.detail)
        ? { code: 'already-outside', detail: `Work detail ${details.detail} is outside the walls already.` }
        : undefined
    default:
      return undefined
  }
}

const inDisorder = (records: Records): boolean =>
  lastStanding(records, ({ type }) => type === 'PrisonSecurityIncident' || type === 'PrisonOrderRestored')
    ?.type === 'PrisonSecurityIncident'

const miscounted = ({ count, ...whom }: CorrectionsDetails): Rejection | undefined => {
  const named = codesOf(whom).length
  return count !== undefined && count < named
    ? { code: 'miscounted', detail: `${named} are named, but ${count} counted.` }
    : undefined
}

/** A second report of the same escape would count the same person twice: what changed is told by a correction. */
const alreadyOut = (details: CorrectionsDetails, records: Records): Rejection | undefined => {
  const out = whoIsOut(records)
  const twice = codesOf(details).filter((subject) => out.has(subject))
  return twice.length > 0
    ? {
        code: 'already-out',
        detail: `${twice.join(', ')} is reported as out already. Send CorrectPrisonerEscape with \`corrects\`.`,
      }
    : undefined
}

const neverOut = (details: CorrectionsDetails, records: Records): Rejection | undefined => {
  const ever = new Set(named(records, ...escapes))
  const never = codesOf(details).filter((subject) => !ever.has(subject))
  return never.length > 0
    ? { code: 'never-out', detail: `${never.join(', ')} was never reported as out in this incident.` }
    : undefined
}

/** Whoever escaped and has not been back since. */
const whoIsOut = (records: Records): ReadonlySet<string> => {
  const out = new Set<string>()
  for (const { type, data } of standingRecords(records)) {
    const subjects = codesOf(data as CorrectionsDetails)
    if ((escapes as readonly string[]).includes(type)) for (const subject of subjects) out.add(subject)
    if (type === 'CustodyRestored') for (const subject of subjects) out.delete(subject)
  }
  return out
}

const named = (records: Records, ...types: readonly string[]): readonly string[] =>
  (standingData(records, ...types) as readonly CorrectionsDetails[]).flatMap(codesOf)

const outside = (records: Records, detail: string | undefined): boolean => {
  const of = (type: string) =>
    (standingData(records, type) as readonly CorrectionsDetails[]).filter((one) => one.detail === detail)
      .length
  return of('WorkDetailDeparted') > of('WorkDetailReturned')
}

/** Decides on what prisons and probation record: by what all agencies are held to, and by the rules above. */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: undefined,
  forbids,
})
