import { keyOf, type Superseding, supersessions } from './as-of.ts'

/**
 * What still stands of what was said, in the order of the log, but with each correction in the place of what it
 * corrects: a correction says the same thing better, so what came in between counts as said after it. Deciders and the
 * process manager fold in this order; `records.ts` keeps it step by step.
 */
export const standingInPlace = <One extends Superseding>(said: readonly One[]): readonly One[] => {
  const superseded = supersessions(said)
  const places = placesOf(said)
  return said
    .filter((one) => !superseded.has(keyOf(one, one.id)))
    .toSorted((one, other) => places.get(one)! - places.get(other)!)
}

/**
 * In whose place each stands: the number of the first in its chain of corrections. Only what was said before can be
 * corrected.
 */
export const placesOf = <One extends Superseding>(said: readonly One[]): ReadonlyMap<One, number> => {
  const places = new Map<One, number>()
  const byKey = new Map<string, number>()
  for (const [number, one] of said.entries()) {
    const place = byKey.get(keyOf(one, one.envelope.corrects ?? '')) ?? number
    places.set(one, place)
    byKey.set(keyOf(one, one.id), place)
  }
  return places
}
