import { type Topic, topicId } from '@concord/incident'
import { severities } from '../../definition/summary.ts'
import type { Statements } from '../../tables/statements.ts'
import type { Summary } from './kept-summary.ts'
import { type Corner, OPEN } from './rectangle.ts'

/** Where an incident stands whatever its severity. */
export const ANY_SEVERITY = -1

/** Between which moments, and for whom, an incident may have a severity at all. */
export interface Rank {
  readonly knownFrom: number
  validFrom: number
  knownTo: number
  validTo: number
  mask: bigint
  /** For how many groups of readers it holds without end. */
  lasting: number
  isKept: boolean
}

/** By severity, as its place in the list. */
export type Ranks = Map<number, Rank>

/** An incident with its ranks, by ordinals; and by instants, where it is kept by those too. */
interface Ranked {
  readonly topic: number
  readonly name: Topic
  readonly ranks: Ranks
  readonly clock: { readonly ranks: Ranks } | undefined
}

/** What corners of the incident's rectangles change. Those of one event that cancel out have to be left out. */
export const noteRanks = (ranks: Ranks, corners: readonly Corner<Summary>[]): void => {
  for (const corner of corners) {
    note(ranks, severities.indexOf(corner.summary.incident.severity), corner)
    if (corner.sign === 1) note(ranks, ANY_SEVERITY, corner)
  }
}

const note = (ranks: Ranks, severity: number, { known, valid, mask, sign }: Corner<Summary>): void => {
  const there = ranks.get(severity) ?? newRank(known, valid)
  ranks.set(severity, there)
  there.lasting += sign
  there.knownTo = there.lasting > 0 ? OPEN : known
  there.validFrom = Math.min(there.validFrom, valid)
  there.validTo = Math.max(there.validTo, valid)
  there.mask |= mask
  there.isKept = false
}

const newRank = (knownFrom: number, validFrom: number): Rank => ({
  knownFrom,
  validFrom,
  knownTo: OPEN,
  validTo: validFrom,
  mask: 0n,
  lasting: 0,
  isKept: false,
})

/** Writes those that changed since. */
export const writeRanks = (sql: Statements, { topic, name, ranks, clock }: Ranked): void => {
  for (const severity of new Set([...ranks.keys(), ...(clock?.ranks.keys() ?? [])])) {
    const byOrdinal = ranks.get(severity) ?? NEVER
    const byInstant = clock && (clock.ranks.get(severity) ?? NEVER)
    if (byOrdinal.isKept && byInstant?.isKept !== false) continue
    setKept(byOrdinal)
    if (byInstant) setKept(byInstant)
    sql('INSERT OR REPLACE INTO rank VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[severity, topicId(name), topic, byOrdinal.mask | (byInstant?.mask ?? 0n)],
      ...[byOrdinal.knownFrom, Math.min(byOrdinal.validFrom, byInstant?.validFrom ?? byOrdinal.validFrom)],
      ...[byOrdinal.knownTo, Math.max(byOrdinal.validTo, byInstant?.validTo ?? byOrdinal.validTo)],
      ...[byInstant?.knownFrom ?? null, byInstant?.knownTo ?? null],
    )
  }
}

/** A severity that an incident never has on one of the axes. */
const NEVER: Readonly<Rank> = {
  ...{ knownFrom: OPEN, knownTo: OPEN, validFrom: OPEN, validTo: Number.MIN_SAFE_INTEGER },
  ...{ mask: 0n, lasting: 0, isKept: true },
}

const setKept = (rank: Rank): void => {
  if (rank !== NEVER) rank.isKept = true
}
