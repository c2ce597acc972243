import { type AgencyBits, agencyBits, type PlacedName } from '../tables/agency-bits.ts'
import type { Statements } from '../tables/statements.ts'

/** Agencies as bits, whose places are kept with the rows that hold their masks. */
export interface PlacedAgencies {
  readonly bits: AgencyBits
  /** Gives names that are new a place of their own. */
  mention(names: readonly string[]): void
}

/** Goes on from the places that are kept; `known` are the roster and the partners, who always find one. */
export const placedAgencies = (sql: Statements, known: ReadonlySet<string>): PlacedAgencies => {
  const placed = sql('SELECT name, place FROM agency ORDER BY place').all()
  const bits = agencyBits((name) => known.has(name), placed as unknown as readonly PlacedName[])
  return {
    bits,
    mention: (names) => {
      for (const { name, place } of bits.mention(names)) {
        sql('INSERT INTO agency (name, place) VALUES (?, ?)').run(name, place)
      }
    },
  }
}
