import { type Change, type DecisionChange, incidentOfStream, topicId, topicKind } from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'

/** What agencies claim of one thing. */
export interface Dispute {
  readonly mode: Mode
  readonly thing: Thing
  /** The incident in which it showed last. */
  readonly incident: string
  readonly claims: readonly Claim[]
  /** The claims about which it has been told. */
  readonly told: string | undefined
}

/** What claims are about: to what the people of a unit are bound, or what value a fact of an incident has. */
export type Thing =
  | { readonly kind: 'unit'; readonly agency: string; readonly unit: string }
  | { readonly kind: 'fact'; readonly incident: string; readonly about: string; readonly name: string }

export interface Claim {
  /** Of whom or for what: claims of different parties stand side by side, a later one of the same replaces it. */
  readonly party: string
  readonly value: string
  readonly event: string
  readonly recordedAt: string
  /** The agencies that may see it by its marking. */
  readonly seenBy: readonly string[]
}

/** By {@link nameOf}, those claimed last at the end. */
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

/** What contradicts what, in words. */
export const inWords = ({ thing }: Dispute): string =>
  thing.kind === 'unit'
    ? `Unit ${thing.unit} of ${thing.agency} is bound to more than one use`
    : `Agencies state ${thing.name} of ${thing.about} differently`

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
      const thing: Thing = { kind: 'unit', agency: change.agency, unit: change.unit }
      if (change.state === 'released') return withoutParty(disputes, nameOf(mode, thing), change.use)
      return put(disputes, { mode, thing, incident }, claim(change.use, change.use))
    }
    case 'fact': {
      if (change.topic !== undefined) return disputes
      const thing: Thing = { kind: 'fact', incident, about: change.about, name: change.name }
      return put(disputes, { mode, thing, incident }, claim(agency, JSON.stringify(change.value)))
    }
    case 'decision': {
      const { topic } = change
      const decidedIn = topic && topicKind(topic) === 'incident' ? topicId(topic) : incident
      return Object.fromEntries(
        Object.entries(disputes).filter(
          ([, dispute]) => dispute.mode !== mode || !settles(change, decidedIn, dispute.thing),
        ),
      )
    }
    default:
      return disputes
  }
}

/**
 * Whether a decision is on a thing. One that names no agency is on every unit of that name; one that does not say what a
 * fact is about is on every fact called so in the incident.
 */
const settles = ({ unit, fact }: DecisionChange, incident: string, thing: Thing): boolean =>
  thing.kind === 'unit'
    ? unit?.unit === thing.unit && (unit.agency ?? thing.agency) === thing.agency
    : fact?.name === thing.name && (fact.about ?? thing.about) === thing.about && incident === thing.incident

/** The name of a thing in one mode: what differs in any of its parts has another one. */
const nameOf = (mode: Mode, thing: Thing): string =>
  JSON.stringify(
    thing.kind === 'unit'
      ? [mode, thing.kind, thing.agency, thing.unit]
      : [mode, thing.kind, thing.incident, thing.about, thing.name],
  )

const put = (
  disputes: Disputes,
  said: Pick<Dispute, 'mode' | 'thing' | 'incident'>,
  claim: Claim,
): Disputes => {
  const name = nameOf(said.mode, said.thing)
  const { [name]: before, ...others } = disputes
  const claims = [...(before?.claims ?? []).filter(({ party }) => party !== claim.party), claim]
  return bounded({ ...others, [name]: { ...said, claims, told: before?.told } })
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
