import type { CommitmentChange } from '../changes/change.ts'
import type { Commitment, Held } from './topic-view.ts'

/** Whose people are bound, and to what. Without a unit they are people of the agency of whom nobody said which they are. */
export type Binding = Pick<Commitment, 'agency' | 'unit' | 'use'>

/** How many of them, where that was told. */
type People = Binding & Pick<Commitment, 'personnel'>

type Going = Omit<CommitmentChange, 'change' | 'state'>

/** Whether two commitments are of the same binding: of the very same unit, or both of nobody said which. */
export const isSameBinding = (one: Binding, other: Binding): boolean =>
  one.agency === other.agency && one.use === other.use && one.unit === other.unit

/** Names a binding: two are the same where their names are. */
export const nameOfBinding = ({ agency, unit, use }: Binding): string =>
  JSON.stringify([agency, use, unit ?? null])

/** Binds people; what was said of the same binding before is said anew. */
export const bind = (
  commitments: readonly Commitment[],
  { agency, unit, use, personnel, quantity }: CommitmentChange,
  held: Held,
): readonly Commitment[] => {
  const binding = { agency, unit, use }
  const places = placesIn(commitments)
  const at = places.get(nameOfBinding(binding)) ?? commitments.length
  const before = commitments[at]
  const commitment = {
    ...binding,
    personnel: personnel ?? before?.personnel,
    quantity: quantity ?? before?.quantity,
    ...held,
  }
  const after = at < commitments.length ? commitments.with(at, commitment) : [...commitments, commitment]
  knownPlaces.delete(commitments)
  knownPlaces.set(after, places.set(nameOfBinding(binding), at))
  return after
}

/**
 * Where each binding stands in the newest list of a fold, handed on from list to list: with thousands bound, whoever is bound
 * next is not looked for among all of them.
 */
const knownPlaces = new WeakMap<readonly Commitment[], Map<string, number>>()

const placesIn = (commitments: readonly Commitment[]): Map<string, number> =>
  knownPlaces.get(commitments) ?? new Map(commitments.map((one, at) => [nameOfBinding(one), at]))

/**
 * Lets people go. So many as are told are taken from one commitment after the other until all are found; a commitment that
 * tells no number goes altogether. Where no number is told, a named unit is free as a whole, and without a name everybody
 * whom the agency has bound to that use.
 */
export const letGo = <One extends People>(commitments: readonly One[], release: Going): readonly One[] => {
  const candidates = commitments.filter((one) => mayBeOf(one, release)).toSorted(likeliestFirst(release))
  if (release.personnel === undefined) {
    const gone = release.unit === undefined ? candidates : candidates.slice(0, 1)
    return commitments.filter((one) => !gone.includes(one))
  }
  const taken = takenFrom(candidates, release.personnel)
  return commitments.flatMap((one) => {
    const left = (one.personnel ?? 0) - (taken.get(one) ?? 0)
    return !taken.has(one) ? [one] : left > 0 ? [{ ...one, personnel: left }] : []
  })
}

/** Whether those who are let go may be among the people bound: a nameless one may be of any unit, but no unit is another. */
const mayBeOf = (one: Binding, { agency, unit, use }: Going): boolean =>
  one.agency === agency &&
  one.use === use &&
  (one.unit === undefined || unit === undefined || one.unit === unit)

/** The very same binding first. Of other units any may be meant: taken by name, so that it is the same whoever came first. */
const likeliestFirst =
  ({ unit }: Going) =>
  (a: Binding, b: Binding): number =>
    Number(b.unit === unit) - Number(a.unit === unit) || ((a.unit ?? '') < (b.unit ?? '') ? -1 : 1)

const takenFrom = <One extends People>(
  candidates: readonly One[],
  personnel: number,
): ReadonlyMap<One, number> => {
  const taken = new Map<One, number>()
  let open = personnel
  for (const one of candidates) {
    if (open === 0) break
    const people = Math.min(open, one.personnel ?? open)
    taken.set(one, people)
    open -= people
  }
  return taken
}
