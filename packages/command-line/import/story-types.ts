import { latest } from './latest.ts'
import { REMEMBERED_LINES } from './told-before.ts'

/** Whether an agency may record a type; whoever does not know says yes. */
export type Records = (agency: string, type: string) => boolean

export interface Typed {
  readonly id: string
  readonly agency: string
  readonly type: string
  readonly corrects?: string | null | undefined
}

/**
 * Names the type of one line after the other. A correction whose own name its agency does not have, such as a
 * `CheckpointStatusCorrected`, says anew what it corrects, and so is of that type: filed as a report it would take away
 * what was said and put nothing in its place.
 */
export const typesOfLines = (records: Records = () => true): ((line: Typed) => string) => {
  const typeOfLine = latest<string>(REMEMBERED_LINES)
  return ({ id, agency, type, corrects }) => {
    const named = ourType(type)
    const corrected =
      corrects && !records(agency, named) ? typeOfLine.get(`${agency} ${corrects}`) : undefined
    const meant = corrected ?? named
    typeOfLine.set(`${agency} ${id}`, meant)
    return meant
  }
}

/** The name of an event here, for the name a story gives it. */
const ourType = (type: string): string =>
  otherTypes.get(type) ?? (type.endsWith('Retracted') ? 'ReportRetracted' : type)

const otherTypes: ReadonlyMap<string, string> = new Map([
  ['IncidentsMerged', 'IncidentMerged'],
  ['IncidentsSplit', 'IncidentSplit'],
  ['IncidentLinked', 'IncidentsLinked'],
  ['IncidentUnlinked', 'IncidentsUnlinked'],
  ['ConflictResolved', 'DecisionRecorded'],
  ['TaskReassigned', 'TaskAssigned'],
  ['TaskRejected', 'TaskDeclined'],
  ['HandoverDeclined', 'HandoverRejected'],
  ['CasualtyReported', 'CasualtiesReported'],
  ['ProbationConditionBreached', 'ProbationBreached'],
  ['ProbationConditionCompleted', 'ProbationCompleted'],
])
