import {
  type Change,
  type DecisionChange,
  endedBindings,
  incidentOfStream,
  type Superseding,
  topicId,
  topicKind,
} from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { bearsOn, standingOf } from './said.ts'

/** What agencies claim of one thing. */
export interface Dispute {
  readonly mode: Mode
  readonly thing: Thing
  /** The incident in which it showed last. */
  readonly incident: string
  readonly said: readonly Saying[]
  /** Those that stand and that no decision has ended since. */
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

/** What one event says of the thing: that a party claims a value, or is free of it, or that all is decided. */
interface Saying extends Superseding {
  readonly says?: { readonly claim: Claim } | { readonly frees: readonly string[] } | 'decided'
}

/** By {@link nameOf}, those claimed last at the end. */
export type Disputes = Readonly<Record<string, Dispute>>

/** Things of which claims are remembered; the oldest are forgotten, and the picture still shows their conflicts. */
const MOST_THINGS = 1_000

/** What is remembered of one thing; the oldest is forgotten. */
const MOST_SAID = 200

/**
 * One step of the fold. A record that is corrected or taken back claims nothing any more; a decision on a unit or a fact
 * ends its dispute, and what is claimed afterwards begins another one. A decision that is taken back ended nothing. A
 * conflict that was reported has been told of.
 */
export const evolveDisputes = (
  disputes: Disputes,
  event: RecordedEvent,
  changes: readonly Change[],
  seenBy: () => readonly string[],
): Disputes => {
  const { mode } = event.envelope
  if (event.type === 'ConflictDetected') return told(disputes, event.data as ToldConflict, mode)
  const bared = hearWhere(disputes, event, ({ said }) => bearsOn(event, said))
  return changes.reduce((after, change) => evolveByChange(after, event, change, seenBy), bared)
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
  const claim = (party: string, value: string): { readonly claim: Claim } => {
    const { id, recordedAt } = event
    return { claim: { party, value, event: id, recordedAt, seenBy: seenBy() } }
  }
  switch (change.change) {
    case 'commitment': {
      // The people of a named unit; whether nameless ones are the same is for people to judge.
      if (change.unit === undefined || change.topic !== undefined) return disputes
      const thing: Thing = { kind: 'unit', agency: change.agency, unit: change.unit }
      const says = change.state === 'released' ? { frees: [change.use] } : claim(change.use, change.use)
      return put(disputes, event, { mode, thing, incident }, says)
    }
    case 'fact': {
      if (change.topic !== undefined) return disputes
      const thing: Thing = { kind: 'fact', incident, about: change.about, name: change.name }
      return put(disputes, event, { mode, thing, incident }, claim(agency, JSON.stringify(change.value)))
    }
    case 'decision': {
      const { topic } = change
      const decidedIn = topic && topicKind(topic) === 'incident' ? topicId(topic) : incident
      const isOn = (dispute: Dispute) => dispute.mode === mode && settles(change, decidedIn, dispute.thing)
      return hearWhere(disputes, event, isOn, 'decided')
    }
    default:
      return setFree(disputes, event, change)
  }
}

/** What ends for a unit because the task or the operation has ended. */
const setFree = (disputes: Disputes, event: RecordedEvent, change: Change): Disputes => {
  const { mode, agency } = event.envelope
  const isOver =
    change.topic === undefined ? endedBindings(change, incidentOfStream(event.stream), agency) : undefined
  if (isOver === undefined) return disputes
  const freed = Object.entries(disputes).flatMap(([name, dispute]) => {
    const { thing } = dispute
    if (dispute.mode !== mode || thing.kind !== 'unit') return []
    const frees = usesIn(dispute).filter((use) => isOver({ agency: thing.agency, use }))
    return frees.length === 0 ? [] : [[name, hear(dispute, event, { frees })] as const]
  })
  return freed.length === 0 ? disputes : { ...disputes, ...Object.fromEntries(freed) }
}

/** All that people were ever said to be bound to, be it taken back for now. */
const usesIn = ({ said }: Dispute): readonly string[] => [
  ...new Set(
    said.flatMap(({ says }) => (typeof says === 'object' && 'claim' in says ? says.claim.party : [])),
  ),
]

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

/** What is claimed of a thing makes it the last one claimed. */
const put = (
  disputes: Disputes,
  event: RecordedEvent,
  of: Pick<Dispute, 'mode' | 'thing' | 'incident'>,
  says: Saying['says'],
): Disputes => {
  const name = nameOf(of.mode, of.thing)
  const { [name]: before, ...others } = disputes
  const dispute = before ?? { ...of, said: [], claims: [], told: undefined }
  return bounded({ ...others, [name]: hear({ ...dispute, incident: of.incident }, event, says) })
}

const hearWhere = (
  disputes: Disputes,
  event: RecordedEvent,
  isMeant: (dispute: Dispute) => boolean,
  says?: Saying['says'],
): Disputes => {
  const heard = Object.entries(disputes).filter(([, dispute]) => isMeant(dispute))
  return heard.length === 0
    ? disputes
    : {
        ...disputes,
        ...Object.fromEntries(heard.map(([name, dispute]) => [name, hear(dispute, event, says)])),
      }
}

const hear = (dispute: Dispute, { id, stream, envelope }: RecordedEvent, says: Saying['says']): Dispute => {
  const { mode, corrects, retracts } = envelope
  const saying: Saying = { id, stream, envelope: { mode, corrects, retracts }, ...(says ? { says } : {}) }
  const said = [...dispute.said, saying].slice(-MOST_SAID)
  return { ...dispute, said, claims: claimsIn(standingOf(said)) }
}

const claimsIn = (standing: readonly Saying[]): readonly Claim[] =>
  standing.reduce<readonly Claim[]>((claims, { says }) => {
    if (says === undefined) return claims
    if (says === 'decided') return []
    const parties = 'claim' in says ? [says.claim.party] : says.frees
    const others = claims.filter((claim) => !parties.includes(claim.party))
    return 'claim' in says ? [...others, says.claim] : others
  }, [])

const bounded = (disputes: Disputes): Disputes => {
  const things = Object.keys(disputes)
  if (things.length <= MOST_THINGS) return disputes
  const { [things[0]!]: _, ...kept } = disputes
  return kept
}
