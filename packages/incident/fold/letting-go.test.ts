import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CommitmentChange } from '../changes/change.ts'
import { bind } from './binding.ts'
import { sourceOf } from './evolve-topic.ts'
import { type Bindings, letGoOf } from './letting-go.ts'
import type { Held } from './topic-view.ts'

const heldAt = (minute: number, index: number): Held => {
  const since = `2025-04-01T00:0${minute}:00Z`
  const told = happened('ResourceReleased', {}, { agency: 'watch', occurredAt: since })
  return { since, source: sourceOf(recorded(told, index)) }
}

const of = (unit: string | undefined, personnel?: number): CommitmentChange => ({
  ...{ change: 'commitment', agency: 'watch', use: 'INC-1/T1', unit, state: 'released', personnel },
})

/** Who is bound after these were bound and those were let go, in this order, each at its minute. */
const after = (
  bound: readonly CommitmentChange[],
  released: readonly (readonly [minute: number, CommitmentChange])[],
) => {
  const commitments = bound.reduce<Bindings['commitments']>((all, one) => bind(all, one, heldAt(0, 0)), [])
  const { commitments: left, endedCommitments } = released.reduce<Bindings>(
    (before, [minute, one], index) => letGoOf(before, one, heldAt(minute, index)),
    { commitments, endedCommitments: [], lettingGo: [] },
  )
  return {
    left: left.map(({ unit, personnel }) => [unit, personnel]),
    gone: endedCommitments
      .map(({ unit, personnel, ended }) => [unit ?? '~', personnel, ended.since.slice(14, 16)].join(' '))
      .toSorted(),
  }
}

const anyUnit = fc.constantFrom(undefined, 'A', 'B', 'C')
const anyPeople = fc.tuple(anyUnit, fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 5 }))
const anyOf = anyPeople.map(([unit, personnel]) => of(unit, personnel))

describe('those who are let go at one moment', () => {
  test('are the same in whatever order it becomes known, by name or not', () => {
    const releases = fc
      .array(anyOf, { maxLength: 8 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(fc.uniqueArray(anyOf, { selector: ({ unit }) => unit }), releases, (bound, orders) => {
        const [one, other] = orders.map((order) =>
          after(
            bound,
            order.map((release) => [1, release] as const),
          ),
        )
        expect(other).toEqual(one)
      }),
      { numRuns: 2_000 },
    )
  })

  test('go by name first: so many more are none of them', () => {
    const bound = [of('A', 4), of('B', 4)]
    const gone = ['A 4 01', 'B 4 01']
    expect(after(bound, [[1, of('A', 4)], [1, of(undefined, 4)]])).toEqual({ left: [], gone }) // biome-ignore format: as told
    expect(after(bound, [[1, of(undefined, 4)], [1, of('A', 4)]])).toEqual({ left: [], gone }) // biome-ignore format: as told
  })
})

test('who goes later changes nothing of who went before', () => {
  const later = after(
    [of('A', 4), of('B', 4)],
    [
      [1, of(undefined, 4)],
      [2, of('A', 4)],
    ],
  )
  expect(later).toEqual({ left: [['B', 4]], gone: ['A 4 01'] })
})

test('however many are told of at one moment, nobody is let go twice', () => {
  const one = of(undefined, 1)
  const many = Array.from({ length: 250 }, () => [1, one] as const)
  expect(after([of('A', 300)], many).left).toEqual([['A', 50]])
})
