import type { Change, CommitmentChange } from './change.ts'
import { topicId } from './topic.ts'
import type { Commitment, Held, TopicView } from './topic-view.ts'

/** Whose people are bound, and to what. Without a unit they are people of the agency of whom nobody said which they are. */
export type Binding = Pick<Commitment, 'agency' | 'unit' | 'use'>

/** Whether two commitments are of the same binding: of the very same unit, or both of nobody said which. */
export const isSameBinding = (one: Binding, other: Binding): boolean =>
  one.agency === other.agency && one.use === other.use && one.unit === other.unit

/** Binds people; what was said of the same binding before is said anew. */
export const bind = (
  commitments: readonly Commitment[],
  { agency, unit, use, personnel }: CommitmentChange,
  held: Held,
): readonly Commitment[] => {
  const binding = { agency, unit, use }
  const at = commitments.findIndex((one) => isSameBinding(one, binding))
  const commitment = { ...binding, personnel: personnel ?? commitments[at]?.personnel, ...held }
  return at < 0 ? [...commitments, commitment] : commitments.with(at, commitment)
}

/**
 * Lets people go. So many as are told are taken from one commitment after the other until all are found; a commitment that
 * tells no number goes altogether. Where no number is told, a named unit is free as a whole, and without a name everybody
 * whom the agency has bound to that use.
 */
export const letGo = (
  commitments: readonly Commitment[],
  release: CommitmentChange,
): readonly Commitment[] => {
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
const mayBeOf = (one: Commitment, { agency, unit, use }: CommitmentChange): boolean =>
  one.agency === agency &&
  one.use === use &&
  (one.unit === undefined || unit === undefined || one.unit === unit)

/** The very same binding first. Of other units any may be meant: taken by name, so that it is the same whoever came first. */
const likeliestFirst =
  ({ unit }: CommitmentChange) =>
  (a: Commitment, b: Commitment): number =>
    Number(b.unit === unit) - Number(a.unit === unit) || ((a.unit ?? '') < (b.unit ?? '') ? -1 : 1)

const takenFrom = (candidates: readonly Commitment[], personnel: number): ReadonlyMap<Commitment, number> => {
  const taken = new Map<Commitment, number>()
  let open = personnel
  for (const one of candidates) {
    if (open === 0) break
    const people = Math.min(open, one.personnel ?? open)
    taken.set(one, people)
    open -= people
  }
  return taken
}

/** Who is bound in a topic, and who was. */
export type Bound = Pick<TopicView, 'commitments' | 'endedCommitments'>

/** Who is bound in an incident after something has ended to which people were. */
export const stillBound = (
  { topic, commitments, endedCommitments }: TopicView,
  change: Change,
  held: Held,
): Bound => {
  const bound = { commitments, endedCommitments }
  const isOver = endedBindings(change, topicId(topic), held.source.agency)
  return isOver
    ? endedBy(
        held,
        bound,
        commitments.filter((one) => !isOver(one)),
      )
    : bound
}

/** Whoever was bound and is not among those who are left was set free by this. */
export const endedBy = (
  ended: Held,
  { commitments, endedCommitments }: Bound,
  left: readonly Commitment[],
): Bound => {
  const gone = commitments.filter((one) => !left.some((other) => isSameBinding(one, other)))
  return {
    commitments: left,
    endedCommitments: [...endedCommitments, ...gone.map((one) => ({ ...one, ended }))],
  }
}

/**
 * The commitments of an incident that a change ends although nobody lets those people go by name: all of them when it is
 * closed, an agency's when it stands down, those to a task that is withdrawn, and the agency's own to a task that it has
 * done or declines. Undefined where it ends none.
 */
export const endedBindings = (
  change: Change,
  incident: string,
  by: string,
): ((one: Pick<Binding, 'agency' | 'use'>) => boolean) | undefined => {
  switch (change.change) {
    case 'status':
      return change.status === 'closed' ? ({ use }) => use.startsWith(`${incident}/`) : undefined
    case 'participant':
      return change.state === 'stood-down'
        ? ({ agency, use }) => agency === change.agency && use.startsWith(`${incident}/`)
        : undefined
    case 'task': {
      const use = `${incident}/${change.task}`
      if (change.state === 'withdrawn') return (one) => one.use === use
      return change.state === 'completed' || change.state === 'declined'
        ? (one) => one.use === use && one.agency === by
        : undefined
    }
    default:
      return undefined
  }
}
