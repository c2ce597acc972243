import {
  type CommitmentConflict,
  type Conflict,
  type FactConflict,
  incidentTopic,
  type Moment,
  type Topic,
  type TopicView,
  unitTopic,
} from '@concord/incident'
import type { Reading } from '../reading.ts'
import { stamped } from './stamped.ts'

/** A conflict as the API hands it on, with the moment it was asked for. */
export type ConflictNode = (CommitmentConflict | FactConflict) & { readonly moment: Moment }

/** What a conflict is shown with. */
export const conflictNode = (conflict: Conflict, moment: Moment): ConflictNode => ({
  ...stamped(conflict, moment),
  moment,
})

/** The conflicts of one incident and of the units bound to it, as the reader knew them. */
export const conflictsOfIncident = (
  reading: Reading,
  incident: string,
  moment: Moment,
): readonly ConflictNode[] => {
  const { picture } = reading.services
  const topic = incidentTopic(incident)
  const view = reading.topic(topic, moment)?.view
  const units = new Set(view === undefined ? [] : unitsIn(view))
  const conflictsIn = (one: Topic) => {
    reading.checkTime()
    return picture.conflictsIn(reading.reader, one, moment)
  }
  const ofUnits = [...units].flatMap(conflictsIn).filter(isPartOf(incident))
  return [...conflictsIn(topic), ...ofUnits].map((conflict) => conflictNode(conflict, moment))
}

/** Who is bound, has taken a task or was decided upon: what was settled is kept when the incident is over. */
const unitsIn = ({ commitments, tasks, decisions }: TopicView): readonly Topic[] => {
  const decided = decisions.flatMap(({ unit }) => (unit ? [{ ...unit, personnel: undefined }] : []))
  return [...commitments, ...tasks, ...decided].flatMap(({ agency, unit, personnel }) => {
    if (agency === undefined) return []
    const named = unit === undefined ? [] : [unitTopic(agency, unit)]
    return personnel === undefined ? named : [...named, unitTopic(agency, `~${personnel}`)]
  })
}

const isPartOf =
  (incident: string) =>
  (conflict: Conflict): boolean =>
    conflict.parties.some(({ source }) => source.incident === incident)
