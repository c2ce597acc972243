import { keyOf, type Superseding, supersessions } from './as-of.ts'

/**
 * What still stands of what was said, in the order of the log, but each correction in the place of what it corrects: it
 * says the same thing better, and what came in between has come after it. The order in which whoever acts on what became
 * known folds it; `records.ts` keeps the same order step by step.
 */
export const standingInPlace = <One extends Superseding>(said: readonly One[]): readonly One[] => {
  const superseded = supersessions(said)
  const places = placesOf(said)
  return said
    .filter((one) => !superseded.has(keyOf(one, one.id)))
    .toSorted((one, other) => places.get(one)! - places.get(other)!)
}

/** In whose place each of them stands: the number of the first of those that correct each other. Only what was said before can be corrected. */
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
