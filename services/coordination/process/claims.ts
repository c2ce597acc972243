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
import { bearsOn, type Remembered, remembering } from './said.ts'

/** What agencies claim of one thing. */
export interface Dispute {
  readonly mode: Mode
  readonly thing: Thing
  /** The incident in which it showed last. */
  readonly incident: string
  readonly heard: Remembered<Claims, Saying>
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

/** What parties claim of one thing, each one thing, and whether a decision has ended their dispute. */
interface Claims {
  readonly all: readonly (Claim & { readonly overruled: boolean })[]
  readonly decided: boolean
}

/** What one event says of the thing; nothing where it only bears on another one. */
interface Saying extends Superseding {
  readonly says: readonly Word[]
}

/** That a party claims a value, or that parties are free, or that all is decided. */
type Word =
  | { readonly claim: Claim }
  | { readonly frees: readonly string[] }
  /** Without a value it is the dispute that is ended, and nobody's claim that is overruled. */
  | { readonly decided: { readonly value?: string } }

/** By {@link nameOf}, those claimed last at the end. */
export type Disputes = Readonly<Record<string, Dispute>>

/** Things of which claims are remembered; the oldest are forgotten, and the picture still shows their conflicts. */
const MOST_THINGS = 1_000

/** So many events on one thing are kept; what older ones claim stands until somebody claims otherwise, or decides it. */
const MOST_HEARD = 200

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
  const bared = hearWhere(disputes, event, ({ heard }) => bearsOn(event, heard.said))
  return changes.reduce((after, change) => evolveByChange(after, event, change, seenBy), bared)
}

/** The claims that stand: none where a decision has ended the dispute, and none that it has overruled. */
export const claimsOf = ({ heard }: Dispute): readonly Claim[] => {
  const { all, decided } = memory.stateOf(heard)
  return decided ? [] : all.filter(({ overruled }) => !overruled)
}

/** Whether claims contradict each other: people bound to two uses, or two values of one fact. */
export const areDisputed = (claims: readonly Claim[]): boolean =>
  new Set(claims.map(({ value }) => value)).size > 1

/** What contradicts what, in words. */
export const inWords = ({ thing }: Dispute): string =>
  thing.kind === 'unit'
    ? `Unit ${thing.unit} of ${thing.agency} is bound to more than one use`
    : `Agencies state ${thing.name} of ${thing.about} differently`

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
      const decided = change.fact ? { value: JSON.stringify(change.fact.value) } : {}
      return hearWhere(disputes, event, isOn, { decided })
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
    const uses = usesIn(dispute).filter((use) => isOver({ agency: thing.agency, use }))
    return uses.length === 0 ? [] : [[name, hear(dispute, event, { frees: uses })] as const]
  })
  return freed.length === 0 ? disputes : { ...disputes, ...Object.fromEntries(freed) }
}

/** All that people were ever said to be bound to, be it taken back for now. */
const usesIn = ({ heard }: Dispute): readonly string[] => {
  const claims = heard.said.flatMap(({ says }) =>
    says.flatMap((word) => ('claim' in word ? [word.claim] : [])),
  )
  return [...new Set([...heard.settled.all, ...claims].map(({ party }) => party))]
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

/** What is claimed of a thing makes it the last one claimed. */
const put = (
  disputes: Disputes,
  event: RecordedEvent,
  of: Pick<Dispute, 'mode' | 'thing' | 'incident'>,
  word: Word,
): Disputes => {
  const name = nameOf(of.mode, of.thing)
  const { [name]: before, ...others } = disputes
  const dispute = before ?? { ...of, heard: memory.nothing, told: undefined }
  return bounded({ ...others, [name]: hear({ ...dispute, incident: of.incident }, event, word) })
}

const hearWhere = (
  disputes: Disputes,
  event: RecordedEvent,
  isMeant: (dispute: Dispute) => boolean,
  word?: Word,
): Disputes => {
  const meant = Object.entries(disputes).filter(([, dispute]) => isMeant(dispute))
  return meant.length === 0
    ? disputes
    : {
        ...disputes,
        ...Object.fromEntries(meant.map(([name, dispute]) => [name, hear(dispute, event, word)])),
      }
}

/** What one event says of a thing is one saying, however many of its changes say it. */
const hear = (dispute: Dispute, { id, stream, envelope }: RecordedEvent, word: Word | undefined): Dispute => {
  const { mode, corrects, retracts } = envelope
  const { settled, said } = dispute.heard
  const last = said.at(-1)
  const isSame = last?.id === id
  const says = withWord(isSame ? last.says : [], word)
  const saying: Saying = { id, stream, envelope: { mode, corrects, retracts }, says }
  const before = isSame ? { settled, said: said.slice(0, -1) } : dispute.heard
  return { ...dispute, heard: memory.remember(before, saying) }
}

/** Several changes of one event may free the same people: whose task is done, and who is let go by name. */
const withWord = (says: readonly Word[], word: Word | undefined): readonly Word[] => {
  const last = says.at(-1)
  if (word === undefined) return says
  return frees(last) && frees(word)
    ? [...says.slice(0, -1), { frees: [...new Set([...last.frees, ...word.frees])] }]
    : [...says, word]
}

const frees = (word: Word | undefined): word is Extract<Word, { readonly frees: unknown }> =>
  word !== undefined && 'frees' in word

const evolveClaims = (before: Claims, { says }: Saying): Claims => says.reduce(evolveByWord, before)

const evolveByWord = ({ all, decided }: Claims, word: Word): Claims => {
  if ('decided' in word) {
    const { value } = word.decided
    const overruled = (claim: Claim) => value !== undefined && claim.value !== value
    return { all: all.map((claim) => ({ ...claim, overruled: overruled(claim) })), decided: true }
  }
  if ('frees' in word) return { all: all.filter(({ party }) => !word.frees.includes(party)), decided }
  const { claim } = word
  const earlier = all.find(({ party }) => party === claim.party)
  // Whoever claims again what was overruled, or what was decided on, says nothing new.
  const overruled = earlier?.value === claim.value && earlier.overruled
  const claims = [...all.filter((one) => one !== earlier), { ...claim, overruled }]
  const upheld = claims.filter((one) => !one.overruled)
  return { all: claims, decided: decided && (earlier?.value === claim.value || !areDisputed(upheld)) }
}

const memory = remembering<Claims, Saying>({ all: [], decided: false }, evolveClaims, MOST_HEARD)

const bounded = (disputes: Disputes): Disputes => {
  const things = Object.keys(disputes)
  if (things.length <= MOST_THINGS) return disputes
  const { [things[0]!]: _, ...kept } = disputes
  return kept
}
