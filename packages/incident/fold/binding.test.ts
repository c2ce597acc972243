import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CommitmentChange } from '../changes/change.ts'
import { bind, letGo } from './binding.ts'
import { sourceOf } from './evolve-topic.ts'
import type { Commitment, Held } from './topic-view.ts'

const held: Held = {
  since: '2025-04-01T00:00:00Z',
  source: sourceOf(recorded(happened('ResourceCommitted', {}, { agency: 'watch' }), 0)),
}

const apply = (commitments: readonly Commitment[], change: CommitmentChange): readonly Commitment[] =>
  change.state === 'committed' ? bind(commitments, change, held) : letGo(commitments, change)

const boundAfter = (...changes: readonly CommitmentChange[]) =>
  changes.reduce<readonly Commitment[]>(apply, [])

type Binding = Pick<CommitmentChange, 'agency' | 'use' | 'unit'>

const bindings: readonly Binding[] = ['watch', 'parks'].flatMap((agency) =>
  ['INC-1/T1', 'INC-1/R1', 'INC-2/T1'].flatMap((use) =>
    [undefined, 'A', 'B', 'C'].map((unit) => ({ agency, use, unit })),
  ),
)

const anyBinding = fc.constantFrom(...bindings)
const heads = fc.integer({ min: 1, max: 9 })
const committing = (binding: Binding, personnel?: number): CommitmentChange => ({
  ...{ change: 'commitment', ...binding, state: 'committed', personnel },
})
const releasing = (binding: Binding, personnel?: number): CommitmentChange => ({
  ...{ change: 'commitment', ...binding, state: 'released', personnel },
})
const anyCommitment = fc.tuple(anyBinding, heads).map(([binding, people]) => committing(binding, people))
const anyRelease = fc.tuple(anyBinding, heads).map(([binding, people]) => releasing(binding, people))
const anyPast = fc.array(fc.oneof(anyCommitment, anyRelease), { maxLength: 12 })
const runs = { numRuns: 2_000 }

const nameOf = ({ agency, use, unit }: Binding): string => `${agency} ${use} ${unit ?? '(nobody said which)'}`
const headsBy = (commitments: readonly Commitment[]) =>
  new Map(commitments.map((one) => [nameOf(one), one.personnel!]))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('for any past', () => {
  test('people who are bound are bound as often as was said last, and nobody else is touched', () => {
    fc.assert(
      fc.property(anyPast, anyCommitment, (past, more) => {
        const after = headsBy(boundAfter(...past, more))
        const expected = headsBy(boundAfter(...past)).set(nameOf(more), more.personnel!)
        expect(after).toEqual(expected)
      }),
      runs,
    )
  })

  test('nobody is let go twice, and nobody is lost whom nobody let go', () => {
    fc.assert(
      fc.property(anyPast, anyRelease, (past, release) => {
        const before = headsBy(boundAfter(...past))
        const after = headsBy(boundAfter(...past, release))
        const freed = bindings.map((one) => ({
          may: isPossible(one, release),
          were: before.get(nameOf(one)) ?? 0,
          go: (before.get(nameOf(one)) ?? 0) - (after.get(nameOf(one)) ?? 0),
        }))
        expect(freed.filter(({ may, go }) => !may && go !== 0)).toEqual([])
        expect(freed.filter(({ were, go }) => go < 0 || go > were)).toEqual([])
        const possible = sum(freed.map(({ may, were }) => (may ? were : 0)))
        expect(sum(freed.map(({ go }) => go))).toBe(Math.min(possible, release.personnel!))
        expect([...after.values()].every((people) => people > 0)).toBe(true)
      }),
      runs,
    )
  })

  test('those of the name that is told go first', () => {
    fc.assert(
      fc.property(anyPast, anyRelease, (past, release) => {
        const before = headsBy(boundAfter(...past)).get(nameOf(release)) ?? 0
        const after = headsBy(boundAfter(...past, release)).get(nameOf(release)) ?? 0
        expect(after).toBe(Math.max(0, before - release.personnel!))
      }),
      runs,
    )
  })

  test('the order of what was said of one moment does not matter', () => {
    const shuffled = <Item>(items: fc.Arbitrary<Item[]>) =>
      items.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    const once = fc.uniqueArray(anyCommitment, { selector: nameOf })
    const byName = fc.array(anyRelease.filter(({ unit }) => unit !== undefined))
    const nameless = fc.array(anyRelease.filter(({ unit }) => unit === undefined))
    fc.assert(
      fc.property(shuffled(once), shuffled(byName), shuffled(nameless), (bound, named, others) => {
        const told = (at: 0 | 1) => headsBy(boundAfter(...bound[at], ...named[at], ...others[at]))
        expect(told(1)).toEqual(told(0))
      }),
      runs,
    )
  })
})

/** A nameless one may be of any unit of the agency; no unit is another one. */
const isPossible = (one: Binding, release: Binding): boolean =>
  [one.agency, one.use].join() === [release.agency, release.use].join() &&
  (one.unit === release.unit || one.unit === undefined || release.unit === undefined)

describe('by example', () => {
  const watch = (unit?: string): Binding => ({ agency: 'watch', use: 'INC-1/T1', unit })
  const left = (...changes: readonly CommitmentChange[]) =>
    boundAfter(...changes).map(({ unit, personnel }) => [unit, personnel])

  test('so many of an agency go are taken from one unit after the other', () => {
    const bound = [committing(watch('A'), 4), committing(watch('B'), 4), committing(watch('C'), 4)]
    expect(left(...bound, releasing(watch(), 6))).toEqual([
      ['B', 2],
      ['C', 4],
    ])
    expect(left(...bound, releasing(watch()))).toEqual([])
  })

  test('people of whom nobody said which they are stay beside those of a named unit', () => {
    const bound = [committing(watch('A'), 4), committing(watch(), 6)]
    expect(left(...bound)).toEqual([
      ['A', 4],
      [undefined, 6],
    ])
    expect(left(...bound, releasing(watch('A')))).toEqual([[undefined, 6]])
    expect(left(...bound, releasing(watch(), 8))).toEqual([['A', 2]])
  })

  test('a unit that goes was among them, if it is not bound by name', () => {
    expect(left(committing(watch(), 14), releasing(watch('A'), 6))).toEqual([[undefined, 8]])
    expect(left(committing(watch(), 14), releasing(watch('A')))).toEqual([])
  })

  test('a unit of which nobody said how many it are goes as a whole', () => {
    expect(left(committing(watch('A')), releasing(watch('A'), 6))).toEqual([])
    expect(left(committing(watch('A')), committing(watch('B')), releasing(watch(), 6))).toEqual([
      ['B', undefined],
    ])
  })

  test('said again without a number, it are as many as before', () => {
    expect(left(committing(watch('A'), 4), committing(watch('A')))).toEqual([['A', 4]])
  })
})

test('however many more are bound, those who are bound already are looked at once', () => {
  let looks = 0
  const uses = Array.from({ length: 100 }, (_, index) => `INC-1/T${index}`)
  const already = uses.map((use) =>
    Object.defineProperty({ agency: 'watch', unit: 'A', use, personnel: 4, ...held }, 'use', {
      get: () => {
        looks++
        return use
      },
    }),
  )
  const more = Array.from({ length: 400 }, (_, index) =>
    committing({ agency: 'watch', unit: 'A', use: `INC-2/T${index}` }, 4),
  )
  expect(more.reduce<readonly Commitment[]>(apply, already)).toHaveLength(500)
  expect(looks).toBe(100)
})
