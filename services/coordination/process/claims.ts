import { differ, isSameQuantity, type Quantity, type Superseding, useMeant } from '@concord/incident'
import type { Withheld } from './release-word.ts'

/** What one party says of a thing: to what its people are bound, or what a fact is. */
export interface Claim extends Quantity {
  /** Of whom or for what: claims of different parties stand side by side, a later one of the same replaces it. */
  readonly party: string
  /** How many people are bound, where that was told. */
  readonly personnel?: number | undefined
  readonly event: string
  readonly recordedAt: string
}

/** What parties claim of one thing, each one thing, and whether a decision has ended their dispute. */
export interface Claims {
  readonly all: readonly (Claim & { readonly overruled: boolean })[]
  readonly decided: boolean
}

/** What one event says of the thing; nothing where it only bears on another one. */
export interface Saying extends Superseding, Withheld {
  readonly says: readonly Word[]
}

/** That a party claims a value, or that parties are free, or that all is decided. */
export type Word =
  | { readonly claim: Claim }
  | { readonly frees: readonly string[] }
  /** A number of the people who are bound to a use, nobody said which. */
  | { readonly letsGo: { readonly party: string; readonly personnel: number } }
  | Decided

/** Without a value it is the dispute that is ended, and nobody's claim that is overruled. */
interface Decided {
  readonly decided: Partial<Quantity>
  /** Who stays where, by what uses are called in the incident of the decision; nobody stays anywhere else. */
  readonly staying?: readonly Claim[]
  readonly home?: string
}

/** At most this many claims of different parties are kept at a time; beyond that, the oldest are forgotten. */
const MOST_PARTIES = 200

/** Before anything was said of the thing. */
export const noClaims: Claims = { all: [], decided: false }

/** What a saying makes of the claims before it. */
export const evolveClaims = (before: Claims, { says }: Saying): Claims => says.reduce(evolveByWord, before)

/** The claims that stand: none where a decision has ended the dispute, and none that it has overruled. */
export const claimsIn = ({ all, decided }: Claims): readonly Claim[] =>
  decided ? [] : all.filter(({ overruled }) => !overruled)

/** Whether claims contradict each other: people bound to two uses, or two values of one fact. */
export const areDisputed: (claims: readonly Claim[]) => boolean = differ

const evolveByWord = ({ all, decided }: Claims, word: Word): Claims => {
  if ('decided' in word) return { all: afterDecision(all, word), decided: true }
  if ('frees' in word) return { all: all.filter(({ party }) => !word.frees.includes(party)), decided }
  if ('letsGo' in word) {
    const { party, personnel } = word.letsGo
    const less = all.map((one) =>
      one.party === party ? { ...one, personnel: (one.personnel ?? 0) - personnel } : one,
    )
    return { all: less.filter((one) => one.party !== party || one.personnel! > 0), decided }
  }
  const { claim } = word
  const earlier = all.find(({ party }) => party === claim.party)
  // Whoever claims again what was overruled, or what was decided on, says nothing new.
  const isAgain = earlier !== undefined && isSameQuantity(earlier, claim)
  const overruled = isAgain && earlier.overruled
  const others = all.filter((one) => one !== earlier).slice(1 - MOST_PARTIES)
  const claims = [...others, { ...claim, overruled }]
  const upheld = claims.filter((one) => !one.overruled)
  return { all: claims, decided: decided && (isAgain || !areDisputed(upheld)) }
}

const afterDecision = (all: Claims['all'], { decided, staying, home = '' }: Decided): Claims['all'] => {
  const { value, unit } = decided
  const overruled = (claim: Claim) => value !== undefined && !isSameQuantity(claim, { value, unit })
  const parties = all.map(({ party }) => party)
  return staying === undefined
    ? all.map((claim) => ({ ...claim, overruled: overruled(claim) }))
    : staying
        .filter(({ personnel }) => personnel !== 0)
        .map((claim) => {
          const party = useMeant(claim.party, home, parties)
          const earlier = all.find((one) => one.party === party) ?? { ...claim, party, value: party }
          return { ...earlier, personnel: claim.personnel, overruled: false }
        })
}

/** Several changes of one event may free the same people: whose task is done, and who is let go by name. */
export const withWord = (says: readonly Word[], word: Word | undefined): readonly Word[] => {
  const last = says.at(-1)
  if (word === undefined) return says
  return frees(last) && frees(word)
    ? [...says.slice(0, -1), { frees: [...new Set([...last.frees, ...word.frees])] }]
    : [...says, word]
}

const frees = (word: Word | undefined): word is Extract<Word, { readonly frees: unknown }> =>
  word !== undefined && 'frees' in word
