import { millisecondsOf } from '@concord/kernel'
import { topicId } from '../changes/topic.ts'
import { nameOfBinding } from '../fold/binding.ts'
import type { Commitment, Decision, EndedCommitment, Held, TopicView } from '../fold/topic-view.ts'
import { incidentOfUse } from './allocation.ts'
import type { CommitmentConflict, IncidentViews } from './conflict.ts'

/**
 * The times at which a unit was bound to more than one use, each a conflict, the earliest first. Settled by a decision on
 * the unit taken since the last of its commitments, whatever has ended since. Who stays where by a decision is bound twice
 * by no more than what comes after it, and that is another conflict; after a decision that does not say who stays where the
 * first one opens again. Without a decision it is settled by whatever left the unit with one use: a release, a task done
 * or withdrawn, a closing.
 *
 * In the view of an agency's nameless units of one head count, a nameless commitment is held against the named ones:
 * they may be the same people. Named ones are only held against those of the same name, in that unit's own view.
 */
export const doubleCommitments = (
  view: TopicView,
  decisions: readonly Decision[],
  incidents: IncidentViews,
): readonly CommitmentConflict[] => {
  const taken = new Set(decisions.map(({ source }) => source.event))
  const times = timesBoundTwice(boundAsHeard(view, incidents, taken), view, taken)
  return times.map((time, at) => conflictOf(view, time, times[at + 1], decisions))
}

/** People of a unit in the time in which they are bound to one use. */
type Bound = Commitment | EndedCommitment

/** A time in which they are bound to more than one: by all of these, from one moment on, until something ends it. */
interface TimeBoundTwice {
  readonly parties: readonly Bound[]
  readonly fromMs: number
  readonly ended: Held | undefined
}

/**
 * Who was bound and until when, by the unit's own history and, where that knows of times bound twice, by the incidents: who
 * withdraws a task or closes an operation does not know whom an agency sent, and who lets some of the people go may not say
 * of which unit. The unit's history does not hear of it. What is played in a real incident is not in its view.
 */
const boundAsHeard = (
  view: TopicView,
  incidents: IncidentViews,
  decisions: ReadonlySet<string>,
): readonly Bound[] => {
  const own = boundIn(view)
  const inQuestion = new Set(
    timesBoundTwice(own, view, decisions).flatMap(({ parties }) =>
      parties.map(({ use }) => incidentOfUse(use)),
    ),
  )
  const ownIn = Map.groupBy(own, ({ use }) => incidentOfUse(use))
  const heardIn = (incident: string): readonly Bound[] => {
    const mine = ownIn.get(incident) ?? []
    const names = new Set(mine.map(nameOfBinding))
    const heard = incidents(incident)
    return heard?.mode === view.mode ? boundIn(heard).filter((one) => names.has(nameOfBinding(one))) : mine
  }
  const others = own.filter(({ use }) => !inQuestion.has(incidentOfUse(use)))
  return [...others, ...[...inQuestion].flatMap(heardIn)]
}

const boundIn = ({ commitments, endedCommitments }: TopicView): readonly Bound[] => [
  ...endedCommitments,
  ...commitments,
]

const timesBoundTwice = (
  all: readonly Bound[],
  { topic }: TopicView,
  decisions: ReadonlySet<string>,
): readonly TimeBoundTwice[] => {
  const count = countBound(topicId(topic).includes('/~'))
  const times: TimeBoundTwice[] = []
  const bound = new Set<Bound>()
  let fromMs: number | undefined
  for (const { ms, one, ended } of turnsOf(all, decisions)) {
    const isTwice = count(one, ended ? -1 : 1)
    if (isTwice) fromMs ??= ms
    else if (fromMs !== undefined) {
      times.push({ parties: [...bound], fromMs, ended })
      fromMs = undefined
    }
    if (ended) bound.delete(one)
    else bound.add(one)
  }
  return fromMs === undefined ? times : [...times, { parties: [...bound], fromMs, ended: undefined }]
}

/**
 * Counts who is bound as they come and go, so that many who are bound at a time are not gone through at each turn. Tells
 * whether they are bound twice.
 */
const countBound = (isNameless: boolean) => {
  const uses = new Map<string, number>()
  const decisions = new Map<string, number>()
  let [people, named] = [0, 0]
  const add = (counts: Map<string, number>, name: string, sign: 1 | -1): void => {
    const left = (counts.get(name) ?? 0) + sign
    if (left === 0) counts.delete(name)
    else counts.set(name, left)
  }
  return ({ use, unit, decided }: Bound, sign: 1 | -1): boolean => {
    add(uses, use, sign)
    if (decided) add(decisions, decided.source.event, sign)
    people += sign
    if (unit !== undefined) named += sign
    if (isNameless && (named === 0 || named === people)) return false
    // Who stays where by one decision stays apart.
    if (decisions.size === 1 && decisions.values().next().value === people) return false
    return uses.size > 1
  }
}

interface Turn {
  readonly ms: number
  readonly one: Bound
  /** What ended it; undefined where it begins. */
  readonly ended: Held | undefined
}

/**
 * When people were bound and when they were free again. Who goes from one use to the other at one moment was bound to one;
 * but what was decided at the moment at which they were bound twice ended that.
 */
const turnsOf = (all: readonly Bound[], decisions: ReadonlySet<string>): readonly Turn[] => {
  const isDecided = ({ ended }: Turn) => ended !== undefined && decisions.has(ended.source.event)
  const rank = (turn: Turn) =>
    turn.ended === undefined ? (turn.one.decided ? 3 : 1) : isDecided(turn) ? 2 : 0
  return all
    .flatMap((one): readonly Turn[] => {
      const begins = { ms: millisecondsOf(boundBy(one).since), one, ended: undefined }
      if (!('ended' in one)) return [begins]
      const ends = { ms: millisecondsOf(one.ended.since), one, ended: one.ended }
      return ends.ms > begins.ms || isDecided(ends) ? [begins, ends] : []
    })
    .toSorted((a, b) => a.ms - b.ms || rank(a) - rank(b))
}

/** The event by which they are bound: the commitment, or the decision that they stay. */
const boundBy = (one: Bound): Held => one.decided ?? one

const conflictOf = (
  { topic, mode }: TopicView,
  { parties, ended }: TimeBoundTwice,
  next: TimeBoundTwice | undefined,
  decisions: readonly Decision[],
): CommitmentConflict => {
  const { since } = boundBy(parties.at(-1)!)
  const byName = Map.groupBy(parties, ({ unit }) => unit)
  const decision = decisions
    .filter((one) => one.source.mode === mode && concerns(one, byName.get(one.unit?.unit) ?? []))
    .filter((one) => next === undefined || millisecondsOf(one.since) < next.fromMs)
    .findLast((one) => millisecondsOf(one.since) >= millisecondsOf(since))
  const settled = decision ? { since: decision.since, source: decision.source } : ended
  const unit = parties.find((one) => one.unit !== undefined)?.unit
  return { kind: 'commitment', topic, unit, since, parties, decision, settled }
}

/** Whether a decision is about the unit of one of these commitments, as its name goes. One that names no agency means any. */
const concerns = ({ unit }: Decision, called: readonly Commitment[]): boolean =>
  unit !== undefined && called.some(({ agency }) => unit.agency === undefined || unit.agency === agency)
