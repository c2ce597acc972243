import { millisecondsOf } from '@concord/kernel'
import { differ, isUpheld } from '../fold/contradiction.ts'
import type { Decision, Held, TopicView } from '../fold/topic-view.ts'
import type { Conflict, FactConflict, IncidentViews } from './conflict.ts'
import { doubleCommitments } from './double-commitment.ts'

/**
 * All conflicts in a view: double commitments in a unit's, contradicting facts in any. `decisions` are those that may
 * settle a double commitment, wherever they were taken: a played one settles nothing real. `incidents` tell who is still
 * bound: what has ended there, a unit's own history does not hear of.
 */
export const conflictsOf = (
  view: TopicView,
  decisions: readonly Decision[],
  incidents: IncidentViews,
): readonly Conflict[] => [
  ...(view.topic.startsWith('unit:') ? doubleCommitments(view, decisions, incidents) : []),
  ...factConflicts(view),
]

/**
 * Facts that agencies state differently. What a decision has overruled is a party to what it settled, and to nothing that
 * is stated differently later.
 */
const factConflicts = (view: TopicView): readonly FactConflict[] =>
  view.facts.flatMap(({ about, name, statements, settled }) => {
    const parties = (settled ? statements : statements.filter(isUpheld)).toSorted(bySince)
    if (!differ(parties)) return []
    const before = parties.filter((one) => settled === undefined || bySince(one, settled) <= 0)
    const { since } = before.at(-1) ?? parties[0]!
    const held = settled && { since: settled.since, source: settled.source }
    return [{ kind: 'fact', topic: view.topic, about, name, since, parties, settled: held }]
  })

const bySince = (a: Held, b: Held): number => millisecondsOf(a.since) - millisecondsOf(b.since)
