import { describe, expect, test } from 'vitest'
import type { Change } from '../changes/change.ts'
import { isUpheld } from '../fold/contradiction.ts'
import { picture } from '../testing/picture.ts'
import { conflictsOf } from './conflicts-of.ts'

const area = (value: number): Change => ({ change: 'fact', about: 'fire', name: 'areaHa', value, unit: 'ha' })
const settles = (value: number): Change => ({
  change: 'decision',
  decision: 'the drone counts',
  basis: ['A-1'],
  facts: [{ about: 'fire', name: 'areaHa', value }],
})

/** The centre believed the parks. */
const said = [
  ['watch', area(400)],
  ['parks', area(300)],
  ['centre', settles(300)],
] as const

describe('a fact', () => {
  test('that two agencies state differently stands twice', () => {
    const [fact] = picture(['watch', area(400)], ['parks', area(300)], ['watch', area(500)]).facts
    expect(fact?.statements.map(({ agency, value }) => [agency, value])).toEqual([
      ['watch', 500],
      ['parks', 300],
    ])
    expect(fact?.settled).toBeUndefined()
  })

  test('that two agencies state in different units is compared in one', () => {
    const inKm2 = (value: number): Change => ({
      ...{ change: 'fact', about: 'fire', name: 'areaHa' },
      value,
      unit: 'km2',
    })
    const conflicts = (...said: readonly (readonly [string, Change])[]) =>
      conflictsOf(picture(...said), [], () => undefined).map(({ settled }) => settled !== undefined)
    expect(conflicts(['watch', area(500)], ['parks', inKm2(5)])).toEqual([])
    expect(conflicts(['watch', area(500)], ['parks', inKm2(500)])).toEqual([false])
    const settled = [
      ['watch', area(500)],
      ['parks', inKm2(6)],
      ['centre', settles(500)],
    ] as const
    expect(conflicts(...settled)).toEqual([true])
    expect(conflicts(...settled, ['parks', inKm2(5)])).toEqual([])
    expect(picture(...settled, ['watch', inKm2(5)]).facts[0]?.settled).toMatchObject({
      value: 500,
      unit: 'ha',
    })
  })

  test('is settled by a decision that names it without saying what it is about', () => {
    const decided: Change = {
      change: 'decision',
      decision: 'so be it',
      basis: [],
      facts: [{ name: 'areaHa', value: 300 }],
    }
    const [fact] = picture(['watch', area(400)], ['parks', area(300)], ['centre', decided]).facts
    expect(fact?.settled?.value).toBe(300)
  })

  test('is settled by a decision until somebody says something new', () => {
    expect(picture(...said).facts[0]?.settled?.value).toBe(300)
    expect(picture(...said, ['watch', area(400)]).facts[0]?.settled?.value).toBe(300)
    expect(picture(...said, ['watch', area(700)]).facts[0]?.settled).toBeUndefined()
  })

  test('that was overruled counts no more until its agency states another value', () => {
    const upheld = (...after: readonly (readonly [string, Change])[]) =>
      picture(...said, ...after)
        .facts[0]!.statements.filter(isUpheld)
        .map(({ agency, value }) => [agency, value])
    expect(upheld()).toEqual([['parks', 300]])
    expect(upheld(['parks', area(900)])).toEqual([['parks', 900]])
    expect(upheld(['parks', area(900)], ['watch', area(400)])).toEqual([['parks', 900]])
    expect(upheld(['parks', area(900)], ['watch', area(700)])).toEqual([
      ['watch', 700],
      ['parks', 900],
    ])
    expect(upheld(['centre', settles(400)])).toEqual([['watch', 400]])
    expect(upheld(['centre', settles(350)])).toEqual([])
  })

  test('that is put right after the decision, for the time before it, is the new word of its agency', () => {
    const before = (agency: string) => ({ agency, occurredAt: '2025-03-31T23:00:00Z' })
    const upheld = (...late: readonly (readonly [ReturnType<typeof before>, Change])[]) =>
      picture(...said, ...late)
        .facts[0]!.statements.filter(isUpheld)
        .map(({ agency, value }) => [agency, value])
    expect(upheld([before('ranger'), area(320)])).toEqual([
      ['ranger', 320],
      ['parks', 300],
    ])
    expect(upheld([before('watch'), area(400)])).toEqual([['parks', 300]])
    const corrected = picture(
      ['watch', area(400)],
      ['centre', settles(300)],
      [{ agency: 'parks', occurredAt: '2025-04-01T00:00:30Z' }, area(310)],
    ).facts[0]
    expect(corrected?.statements.map(({ value, overruled }) => [value, overruled])).toEqual([
      [400, true],
      [310, false],
    ])
    expect(corrected?.settled?.value).toBe(300)
  })

  test('stays settled while whoever was believed goes on, and its conflict stays with both parties', () => {
    const view = picture(...said, ['parks', area(900)])
    expect(view.facts[0]?.settled?.value).toBe(300)
    const [conflict] = conflictsOf(view, [], () => undefined)
    expect(conflict?.settled).toBeDefined()
    expect(conflict?.since).toBe(view.opened.since)
    expect(conflict?.parties.map((party) => 'agency' in party && party.agency)).toEqual(['watch', 'parks'])
  })

  test('that was overruled is no party to what is stated differently later', () => {
    const [conflict] = conflictsOf(picture(...said, ['ranger', area(700)]), [], () => undefined)
    expect(conflict?.settled).toBeUndefined()
    expect(conflict?.parties.map((party) => 'agency' in party && party.agency)).toEqual(['parks', 'ranger'])
  })

  test('that both state once more after the decision differs since the first of them did', () => {
    const view = picture(...said, ['parks', area(900)], ['watch', area(400)])
    const [conflict] = conflictsOf(view, [], () => undefined)
    expect(conflict?.settled).toBeDefined()
    expect(conflict?.since).toBe(view.facts[0]?.statements.find(({ agency }) => agency === 'parks')?.since)
  })
})
