import { millisecondsOf } from '@concord/kernel'
import type { CommitmentChange } from '../changes/change.ts'
import { isSameBinding, letGo } from './binding.ts'
import type { Commitment, EndedCommitment, Held, LettingGo, TopicView } from './topic-view.ts'

/** Who is bound in a topic, who was, and what is remembered of those who were let go. */
export type Bindings = Pick<TopicView, 'commitments' | 'endedCommitments' | 'lettingGo'>

/**
 * Lets people go. If people are let go of a use at one moment, named units are counted first, whichever became known
 * first: a number without a unit may be of any unit, but is none of those who are known to have gone.
 */
export const letGoOf = (bindings: Bindings, change: CommitmentChange, held: Held): Bindings => {
  const { commitments, endedCommitments, lettingGo } = bindings
  const { agency, use, unit, personnel } = change
  const isOfUse = (one: Pick<Commitment, 'agency' | 'use'>) => one.agency === agency && one.use === use
  const isNow = (one: LettingGo) => millisecondsOf(one.releases[0]!.since) === millisecondsOf(held.since)
  const known = lettingGo.find((one) => isOfUse(one) && isNow(one))
  const before = known?.before ?? commitments.filter(isOfUse)
  if (before.length === 0) return bindings
  const releases = [...(known?.releases ?? []), { unit, personnel, ...held }]
  const { left, ended } = afterReleases({ agency, use, before, releases })
  const told = new Set(releases.map(({ source }) => source.event))
  const isEndedByThem = (one: EndedCommitment) => isOfUse(one) && told.has(one.ended.source.event)
  const others = lettingGo.filter((one) => !isOfUse(one))
  return {
    commitments: commitments.flatMap((one) =>
      isOfUse(one) ? left.filter((other) => isSameBinding(one, other)) : [one],
    ),
    endedCommitments: [...endedCommitments.filter((one) => !isEndedByThem(one)), ...ended],
    lettingGo: releases.length < MOST_RELEASES ? [...others, { agency, use, before, releases }] : others,
  }
}

/** Up to this many releases are counted anew with each further one; then their result is settled. */
const MOST_RELEASES = 100

/** Who was let go of a use is settled when anybody is bound to it again, or something else ends that. */
export const settledOf = (
  lettingGo: readonly LettingGo[],
  isMeant: (one: Pick<Commitment, 'agency' | 'use'>) => boolean,
): readonly LettingGo[] => (lettingGo.some(isMeant) ? lettingGo.filter((one) => !isMeant(one)) : lettingGo)

const afterReleases = ({ agency, use, before, releases }: LettingGo) => {
  const inOrder = releases.toSorted(byNameFirst)
  let left = before
  const ended: EndedCommitment[] = []
  for (const { since, source, unit, personnel } of inOrder) {
    const after = letGo(left, { agency, use, unit, personnel })
    const gone = left.filter((one) => !after.some((other) => isSameBinding(one, other)))
    ended.push(...gone.map((one) => ({ ...one, ended: { since, source } })))
    left = after
  }
  return { left, ended }
}

type Going = Pick<CommitmentChange, 'unit' | 'personnel'>

/**
 * Whole units, then some of a unit, then some of nobody knows which, then everybody; alike in whatever order they came.
 */
const byNameFirst = (a: Going, b: Going): number =>
  rank(a) - rank(b) || (a.personnel ?? 0) - (b.personnel ?? 0) || byCode(a.unit ?? '', b.unit ?? '')

/** The same on every machine, whatever its language. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const rank = ({ unit, personnel }: Going): number =>
  unit === undefined ? (personnel === undefined ? 3 : 2) : personnel === undefined ? 0 : 1
