import { type DecidedFact, type DecisionChange, keyOf } from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { JOINT_CENTRE } from '../joint-centre.ts'
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
import type { LastHeard } from './last-heard.ts'
import { type ReleaseWord, withheldAfter } from './release-word.ts'
import { type Remembered, remembering } from './said.ts'

/** What agencies claim of one thing. */
export interface Dispute {
  readonly mode: Mode
  readonly thing: Thing
  /** The incident in which it showed last. */
  readonly incident: string
  readonly heard: Remembered<Claims, Saying>
  /** The agencies that may see, by its marking, everything that was ever heard of it. */
  readonly seenBy: readonly string[]
  /** The claims about which it has been told. */
  readonly told: string | undefined
}

/**
 * What claims are about: to what the people of a unit are bound, or what value a fact of an incident has. Without a unit it
 * is those people of an agency of whom nobody said which they are: they are in dispute with nobody, and go first.
 */
export type Thing =
  | { readonly kind: 'unit'; readonly agency: string; readonly unit: string | undefined }
  | { readonly kind: 'fact'; readonly incident: string; readonly about: string; readonly name: string }

/** By {@link nameOf}, those claimed last at the end. */
export type Disputes = LastHeard<Dispute>

/** At most this many events about one thing are kept; what older ones claim stands until somebody claims otherwise, or decides it. */
const MOST_HEARD = 200

const memory = remembering<Claims, Saying>(noClaims, evolveClaims, MOST_HEARD)

/** A thing of which nothing is claimed. */
export const nothingHeard = (of: Pick<Dispute, 'mode' | 'thing' | 'incident' | 'seenBy'>): Dispute => ({
  ...of,
  heard: memory.nothing,
  told: undefined,
})

/** What one event says of a thing is one saying, however many of its changes say it. */
export const hear = (
  dispute: Dispute,
  { id, stream, envelope }: RecordedEvent,
  word: Word | undefined,
  seenBy: readonly string[],
): Dispute => {
  const { mode, corrects, retracts } = envelope
  const { settled, said } = dispute.heard
  const last = said.at(-1)
  const isSame = last?.id === id
  const says = withWord(isSame ? last.says : [], word)
  const saying: Saying = { id, stream, envelope: { mode, corrects, retracts }, says }
  const before = isSame ? { settled, said: said.slice(0, -1) } : dispute.heard
  return {
    ...dispute,
    heard: memory.remember(before, saying),
    seenBy: dispute.seenBy.filter((agency) => seenBy.includes(agency)),
  }
}

/**
 * A dispute after an owner has released a record or taken a release back. Agencies that lost sight of the record are told nothing
 * more of the dispute, even if the record is released to them again.
 */
export const disputeAfterWord = (dispute: Dispute, word: ReleaseWord, seenBy: readonly string[]): Dispute => {
  const { said } = dispute.heard
  const isMeant = (one: Saying) => keyOf(one, one.id) === word.record
  if (!said.some(isMeant)) return dispute
  const after = (one: Saying): Saying =>
    isMeant(one) ? { ...one, withheldFrom: withheldAfter(one.withheldFrom, word) } : one
  const isOfCentre = word.to.includes(JOINT_CENTRE)
  const stillSeenBy = dispute.seenBy
    .filter((agency) => word.granted || !word.to.includes(agency))
    .filter((agency) => !isOfCentre || seenBy.includes(agency))
  return { ...dispute, heard: { ...dispute.heard, said: said.map(after) }, seenBy: stillSeenBy }
}

/** The claims that stand: none where a decision has ended the dispute, and none that it has overruled. */
export const claimsOf = ({ thing, heard }: Dispute): readonly Claim[] =>
  thing.kind === 'unit' && thing.unit === undefined ? [] : claimsIn(memory.stateOf(heard))

/** To what people are bound by all that was heard, decided or not. */
export const claimedIn = ({ heard }: Dispute): Claims['all'] => memory.stateOf(heard).all

/** All that people were ever said to be bound to, be it taken back for now. */
export const usesIn = ({ heard }: Dispute): readonly string[] => {
  const claims = heard.said.flatMap(({ says }) =>
    says.flatMap((word) => ('claim' in word ? [word.claim] : [])),
  )
  return [...new Set([...heard.settled.all, ...claims].map(({ party }) => party))]
}

/** Whether a decision is on a unit, which a thing is. One that names no agency is on every unit of that name. */
export const settlesUnit = ({ unit }: DecisionChange, thing: Thing): boolean =>
  thing.kind === 'unit' &&
  unit !== undefined &&
  unit.unit === thing.unit &&
  (unit.agency ?? thing.agency) === thing.agency

/** Whether what is decided of a fact of an incident is on a thing; without `about`, it is on every fact called so there. */
export const settlesFact = ({ name, about }: DecidedFact, incident: string, thing: Thing): boolean =>
  thing.kind === 'fact' &&
  name === thing.name &&
  (about ?? thing.about) === thing.about &&
  incident === thing.incident

/** The name of a thing in one mode: what differs in any of its parts has another one. */
export const nameOf = (mode: Mode, thing: Thing): string =>
  JSON.stringify(
    thing.kind === 'unit'
      ? [mode, thing.kind, thing.agency, thing.unit]
      : [mode, thing.kind, thing.incident, thing.about, thing.name],
  )

/** What contradicts what, in words. */
export const inWords = ({ thing }: Dispute): string =>
  thing.kind === 'unit'
    ? `Unit ${thing.unit} of ${thing.agency} is bound to more than one use`
    : `Agencies state ${thing.name} of ${thing.about} differently`
