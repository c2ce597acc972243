import type { Statements } from '../tables/statements.ts'

/** Up to where anything came that changes a reader's picture. */
export interface News {
  /** The ordinal of the last event that is marked for the reader, or opens or closes one to them; 0 for none. */
  lastFor(agency: string, bit: bigint): number
}

/** Remembers what it found: of each reader only what came since is looked through. */
export const newsOf = (sql: Statements, end: () => number): News => {
  const found = new Map<string, { readonly end: number; readonly last: number }>()

  const lastFor = (agency: string, bit: bigint): number => {
    const before = found.get(agency) ?? { end: 0, last: 0 }
    const now = end()
    if (before.end === now) return before.last
    const row = sql(
      `SELECT e.ordinal FROM event AS e
       WHERE e.ordinal > :after AND e.ordinal <= :now AND (e.mask & :bit OR (e.entangled AND EXISTS (
         SELECT 1 FROM entangled AS w, json_each(w.word, '$.data.to') AS named
         WHERE w.stream = e.stream AND w.ordinal = e.ordinal AND named.value = :agency)))
       ORDER BY e.ordinal DESC LIMIT 1`,
    ).get({ after: before.end, now, bit, agency })
    const last = (row?.ordinal ?? before.last) as number
    found.set(agency, { end: now, last })
    return last
  }
  return { lastFor }
}
