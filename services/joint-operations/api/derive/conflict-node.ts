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

/** Conflicts as the reader knew them, the oldest first; of one incident with those of the units bound to it. */
export const conflictNodes = (
  reading: Reading,
  moment: Moment,
  incident?: string,
): readonly ConflictNode[] => {
  const found = incident === undefined ? asked(reading, moment) : conflictsIn(reading, moment, incident)
  const once = new Map(found.map((conflict) => [keyOf(conflict), conflict]))
  return [...once.values()].map((conflict) => ({ ...stamped(conflict, moment), moment }))
}

const asked = (reading: Reading, moment: Moment, topic?: Topic): readonly Conflict[] => {
  reading.checkTime()
  return reading.services.picture.conflicts(reading.reader, moment, topic)
}

const conflictsIn = (reading: Reading, moment: Moment, incident: string): readonly Conflict[] => {
  const topic = incidentTopic(incident)
  const view = reading.topic(topic, moment)?.view
  const units = new Set(view === undefined ? [] : unitsIn(view))
  const ofUnits = [...units].flatMap((unit) => asked(reading, moment, unit))
  return [...asked(reading, moment, topic), ...ofUnits.filter(isPartOf(incident))]
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

/** The same people can be filed under their name and under their number; the same uses are one conflict. */
const keyOf = (conflict: Conflict): string =>
  conflict.kind === 'fact'
    ? `${conflict.topic} ${conflict.about} ${conflict.name}`
    : conflict.parties
        .map(({ agency, use }) => `${agency} ${use}`)
        .sort()
        .join(' | ')
