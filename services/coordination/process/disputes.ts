import {
  type Change,
  type CommitmentChange,
  type DecisionChange,
  endedBindings,
  incidentOfStream,
  topicId,
  topicKind,
} from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import {
  type Claim,
  type Claims,
  claimsIn,
  evolveClaims,
  noClaims,
  type Saying,
  type Word,
  withWord,
} from './claims.ts'
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
export const claimsOf = ({ heard }: Dispute): readonly Claim[] => claimsIn(memory.stateOf(heard))

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
  const claim = (party: string, said: Said): { readonly claim: Claim } => {
    const { id, recordedAt } = event
    return { claim: { party, ...said, event: id, recordedAt, seenBy: seenBy() } }
  }
  switch (change.change) {
    case 'commitment': {
      if (change.topic !== undefined) return disputes
      // Whether nameless people are those of a named unit is for people to judge; but all are free of whom nobody is left.
      if (change.unit === undefined)
        return letsAllGo(change)
          ? setFreeWhere(disputes, event, (one) => one.agency === change.agency && one.use === change.use)
          : disputes
      const thing: Thing = { kind: 'unit', agency: change.agency, unit: change.unit }
      return put(disputes, event, { mode, thing, incident }, bindingIn(change, claim))
    }
    case 'fact': {
      if (change.topic !== undefined || change.supposed) return disputes
      const thing: Thing = { kind: 'fact', incident, about: change.about, name: change.name }
      return put(
        disputes,
        event,
        { mode, thing, incident },
        claim(agency, { value: change.value, unit: change.unit }),
      )
    }
    case 'decision': {
      const { topic } = change
      const decidedIn = topic && topicKind(topic) === 'incident' ? topicId(topic) : incident
      const isOn = (dispute: Dispute) => dispute.mode === mode && settles(change, decidedIn, dispute.thing)
      const { value, unit } = change.fact ?? {}
      return hearWhere(disputes, event, isOn, { decided: value === undefined ? {} : { value, unit } })
    }
    default:
      return setFree(disputes, event, change)
  }
}

type Said = Pick<Claim, 'value' | 'unit' | 'personnel'>

const bindingIn = (
  { state, use, personnel }: CommitmentChange,
  claim: (party: string, said: Said) => Word,
): Word => {
  if (state !== 'released') return claim(use, { value: use, personnel })
  return personnel === undefined ? { frees: [use] } : { letsGo: { party: use, personnel } }
}

const letsAllGo = ({ state, personnel }: CommitmentChange): boolean =>
  state === 'released' && personnel === undefined

/** What ends for a unit because the task or the operation has ended. */
const setFree = (disputes: Disputes, event: RecordedEvent, change: Change): Disputes => {
  const isOver =
    change.topic === undefined
      ? endedBindings(change, incidentOfStream(event.stream), event.envelope.agency)
      : undefined
  return isOver === undefined ? disputes : setFreeWhere(disputes, event, isOver)
}

const setFreeWhere = (
  disputes: Disputes,
  event: RecordedEvent,
  isOver: NonNullable<ReturnType<typeof endedBindings>>,
): Disputes => {
  const { mode } = event.envelope
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

const memory = remembering<Claims, Saying>(noClaims, evolveClaims, MOST_HEARD)

const bounded = (disputes: Disputes): Disputes => {
  const things = Object.keys(disputes)
  if (things.length <= MOST_THINGS) return disputes
  const { [things[0]!]: _, ...kept } = disputes
  return kept
}
