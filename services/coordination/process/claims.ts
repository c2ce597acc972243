import { type Change, type DecisionChange, incidentOfStream, topicId, topicKind } from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'

/** What agencies claim of one thing: to what people of a unit are bound, or what value a fact has. */
export interface Dispute {
  readonly mode: Mode
  /** The incident in which it showed last. */
  readonly incident: string
  /** In words. */
  readonly about: string
  readonly claims: readonly Claim[]
  /** The claims about which it has been told. */
  readonly told: string | undefined
}

export interface Claim {
  /** Of whom or for what: claims of different parties stand side by side, a later one of the same replaces it. */
  readonly party: string
  readonly value: string
  readonly event: string
  readonly recordedAt: string
  /** The agencies that may see it by its marking. */
  readonly seenBy: readonly string[]
}

/** By mode and thing, those claimed last at the end. */
export type Disputes = Readonly<Record<string, Dispute>>

/** Things of which claims are remembered; the oldest are forgotten, and the picture still shows their conflicts. */
const MOST_THINGS = 1_000

/**
 * One step of the fold. A record that is corrected or taken back claims nothing any more; a decision on a unit or a fact
 * ends its dispute, and what is claimed afterwards begins another one. A conflict that was reported has been told of.
 */
export const evolveDisputes = (
  disputes: Disputes,
  event: RecordedEvent,
  changes: readonly Change[],
  seenBy: () => readonly string[],
): Disputes => {
  const { corrects, retracts, mode } = event.envelope
  if (event.type === 'ConflictDetected') return told(disputes, event.data as ToldConflict, mode)
  const gone = corrects ?? retracts
  let after = gone === undefined ? disputes : withoutEvent(disputes, gone, mode)
  for (const change of changes) after = evolveByChange(after, event, change, seenBy)
  return after
}

/** Whether the claims contradict each other: people bound to two uses, or two values of one fact. */
export const isDisputed = ({ claims }: Dispute): boolean => new Set(claims.map(({ value }) => value)).size > 1

/** Names the claims of a dispute, whatever their order: the same ones are told of once. */
export const claimsOf = ({ claims }: Dispute): readonly string[] =>
  claims.map(({ event }) => event).toSorted()

interface ToldConflict {
  readonly thing?: string
  readonly basis?: readonly string[]
}

const told = (disputes: Disputes, { thing = '', basis = [] }: ToldConflict, mode: Mode): Disputes => {
  const dispute = disputes[thing]
  return dispute?.mode === mode
    ? { ...disputes, [thing]: { ...dispute, told: basis.toSorted().join() } }
    : disputes
}

const evolveByChange = (
  disputes: Disputes,
  event: RecordedEvent,
  change: Change,
  seenBy: () => readonly string[],
): Disputes => {
  const { mode, agency } = event.envelope
  const incident = incidentOfStream(event.stream)
  const claim = (party: string, value: string): Claim => {
    const { id, recordedAt } = event
    return { party, value, event: id, recordedAt, seenBy: seenBy() }
  }
  switch (change.change) {
    case 'commitment': {
      // The people of a named unit; whether nameless ones are the same is for people to judge.
      if (change.unit === undefined || change.topic !== undefined) return disputes
      const thing = `${mode} unit ${change.agency}/${change.unit}`
      if (change.state === 'released') return withoutParty(disputes, thing, change.use)
      const about = `Unit ${change.unit} of ${change.agency} is bound to more than one use`
      return put(disputes, thing, { mode, incident, about }, claim(change.use, change.use))
    }
    case 'fact': {
      if (change.topic !== undefined) return disputes
      const thing = `${mode} fact ${incident} ${change.about} ${change.name}`
      const about = `Agencies state ${change.name} of ${change.about} differently`
      return put(disputes, thing, { mode, incident, about }, claim(agency, JSON.stringify(change.value)))
    }
    case 'decision': {
      const { topic } = change
      const decided = topic && topicKind(topic) === 'incident' ? topicId(topic) : incident
      const stands = ([thing]: readonly [string, Dispute]) => !settles(change, thing, mode, decided)
      return Object.fromEntries(Object.entries(disputes).filter(stands))
    }
    default:
      return disputes
  }
}

/** Whether a decision is on a thing. One that does not say what a fact is about is on every fact called so there. */
const settles = ({ unit, fact }: DecisionChange, thing: string, mode: string, incident: string): boolean => {
  if (unit !== undefined && thing.startsWith(`${mode} unit `) && thing.endsWith(`/${unit.unit}`)) return true
  if (fact === undefined) return false
  const facts = `${mode} fact ${incident} `
  return fact.about === undefined
    ? thing.startsWith(facts) && thing.endsWith(` ${fact.name}`)
    : thing === `${facts}${fact.about} ${fact.name}`
}

const put = (
  disputes: Disputes,
  thing: string,
  said: Pick<Dispute, 'mode' | 'incident' | 'about'>,
  claim: Claim,
): Disputes => {
  const { [thing]: before, ...others } = disputes
  const claims = [...(before?.claims ?? []).filter(({ party }) => party !== claim.party), claim]
  return bounded({ ...others, [thing]: { ...said, claims, told: before?.told } })
}

const withoutParty = (disputes: Disputes, thing: string, party: string): Disputes => {
  const dispute = disputes[thing]
  return dispute
    ? left(
        disputes,
        thing,
        dispute.claims.filter((claim) => claim.party !== party),
      )
    : disputes
}

const withoutEvent = (disputes: Disputes, event: string, mode: Mode): Disputes =>
  Object.entries(disputes).reduce(
    (after, [thing, { mode: ofThing, claims }]) =>
      ofThing === mode && claims.some((claim) => claim.event === event)
        ? left(
            after,
            thing,
            claims.filter((claim) => claim.event !== event),
          )
        : after,
    disputes,
  )

const left = (disputes: Disputes, thing: string, claims: readonly Claim[]): Disputes => {
  const { [thing]: before, ...others } = disputes
  return before === undefined || claims.length === 0
    ? others
    : { ...disputes, [thing]: { ...before, claims } }
}

const bounded = (disputes: Disputes): Disputes => {
  const things = Object.keys(disputes)
  if (things.length <= MOST_THINGS) return disputes
  const { [things[0]!]: _, ...kept } = disputes
  return kept
}
