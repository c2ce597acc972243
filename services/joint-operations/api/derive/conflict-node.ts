import type { CommitmentConflict, Conflict, FactConflict, Moment } from '@concord/incident'
import type { Reading } from '../reading.ts'
import { stamped } from './stamped.ts'

/** A conflict as the API hands it on, with the moment it was asked for. */
export type ConflictNode = (CommitmentConflict | FactConflict) & { readonly moment: Moment }

/** What a conflict is shown with. */
export const conflictNode = (conflict: Conflict, moment: Moment): ConflictNode => ({
  ...stamped(conflict, moment),
  moment,
})

/** The conflicts of one incident and of the units bound in it, as the reader knew them. */
export const conflictsOfIncident = (
  reading: Reading,
  incident: string,
  moment: Moment,
): readonly ConflictNode[] => {
  reading.checkTime()
  const found = reading.services.picture.conflictsOf(reading.reader, incident, moment)
  return found.map((conflict) => conflictNode(conflict, moment))
}
