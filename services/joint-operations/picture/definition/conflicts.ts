import {
  type CommitmentConflict,
  type Conflict,
  conflictsOf,
  incidentOfUse,
  incidentTopic,
  type Topic,
  topicKind,
  topicsOf,
  unitTopic,
} from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import { boundIn, type KnownTo, onceEach, unitsOf, type Views } from './views.ts'

/** Finds conflicts, the oldest first. `inForce` says what of an incident is in force. */
export const conflictFinder = ({ inForce, changes }: Pick<KnownTo, 'inForce' | 'changes'>, views: Views) => {
  const conflictsIn = onceEach((topic): readonly Conflict[] => {
    const found = views.view(topic)
    if (found === undefined) return []
    const decisions = views.decisionsOn(unitsOf(boundIn(found)))
    return conflictsOf(found, decisions, (incident) => views.viewWith(incidentTopic(incident), decisions))
      .filter((conflict) => !isToldByName(conflict))
      .toSorted(byOrigin)
  })

  /** People can be filed under their name and under their number: the same uses of them are one conflict. */
  const isToldByName = (conflict: Conflict): boolean => {
    if (conflict.kind !== 'commitment') return false
    const uses = usesOf(conflict)
    return unitsOf(conflict.parties).some((unit) => {
      const named = unitTopic(conflict.parties[0]!.agency, unit)
      return (
        named !== conflict.topic &&
        conflictsIn(named).some((one) => one.kind === 'commitment' && usesOf(one) === uses)
      )
    })
  }

  /** Those that really happen: all parties of a conflict are of one mode. */
  const realIn = (topic: Topic): readonly Conflict[] =>
    conflictsIn(topic).filter(({ parties }) => parties[0]!.source.mode === 'operational')

  /**
   * Those in an incident, real or played as it is, and those of the units that ever were bound in it: what was settled is
   * kept when nobody is bound any more.
   */
  const ofIncident = (incident: string): readonly Conflict[] => {
    const home = incidentTopic(incident)
    const topics = new Set(inForce(home).flatMap((event) => topicsOf(event, changes(event))))
    const ofUnits = [...topics].filter((topic) => topicKind(topic) === 'unit').flatMap(conflictsIn)
    return [...conflictsIn(home), ...ofUnits.filter(isPartOf(incident))].toSorted(byOrigin)
  }

  return { realIn, ofIncident }
}

const isPartOf =
  (incident: string) =>
  ({ parties }: Conflict): boolean =>
    parties.some((party) =>
      'use' in party ? incidentOfUse(party.use) === incident : party.source.incident === incident,
    )

const usesOf = ({ parties }: CommitmentConflict): string =>
  parties
    .map(({ use }) => use)
    .toSorted()
    .join(' | ')

/** Oldest first. */
export const byOrigin = (a: Conflict, b: Conflict): number =>
  millisecondsOf(a.since) - millisecondsOf(b.since) || (a.topic < b.topic ? -1 : 1)
