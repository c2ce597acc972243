import type { OrderedMap } from 'immutable'

/**
 * Things by name, those heard of last at the end. Persistent, because each event makes a state of its own, and that must not
 * cost what is remembered of all the others.
 */
export type LastHeard<Thing> = OrderedMap<string, Thing>

/** With the thing at the end; where there are more than so many, the one at the beginning is forgotten. */
export const withLast = <Thing>(
  things: LastHeard<Thing>,
  name: string,
  thing: Thing,
  most: number,
): LastHeard<Thing> => {
  const after = things.delete(name).set(name, thing)
  return after.size > most ? after.delete(after.keySeq().first()!) : after
}
