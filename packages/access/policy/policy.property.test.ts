import { type AgencyName, type Marking, markingWithin } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createPolicy } from './policy.ts'

const roster: readonly AgencyName[] = ['police', 'border', 'corrections', 'emergency', 'joc']
const partners: readonly AgencyName[] = ['north', 'south']
const everybody: readonly AgencyName[] = [...roster, ...partners, 'nobody']
const policy = createPolicy({ agencies: roster, partners })

const narrowestFirst: readonly Marking['tlp'][] = ['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR']

const tlp = fc.constantFrom(...narrowestFirst)
const names = fc.subarray([...everybody])
const marking: fc.Arbitrary<Marking> = fc
  .record({ tlp, releaseTo: fc.option(names, { nil: undefined }) })
  .map(({ tlp, releaseTo }) => (releaseTo === undefined ? { tlp } : { tlp, releaseTo }))
const owner = fc.constantFrom(...roster)

vi.setConfig({ testTimeout: 300_000 })
const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 400)

/** Everybody who sees a record. */
const audience = (of: AgencyName, marked: Marking): Set<AgencyName> =>
  new Set(everybody.filter((agency) => policy.mayRead(agency, of, marked).ok))

const expectWithin = (narrow: Set<AgencyName>, wide: Set<AgencyName>): void =>
  expect([...narrow].filter((agency) => !wide.has(agency))).toEqual([])

test('a narrower colour never shows a record to anybody else', () => {
  fc.assert(
    fc.property(owner, marking, tlp, (of, marked, other) => {
      const [narrow, wide] = [marked.tlp, other].toSorted(
        (a, b) => narrowestFirst.indexOf(a) - narrowestFirst.indexOf(b),
      ) as [Marking['tlp'], Marking['tlp']]
      expectWithin(audience(of, { ...marked, tlp: narrow }), audience(of, { ...marked, tlp: wide }))
    }),
    { numRuns: runs },
  )
})

test('naming fewer never shows a record to anybody else, and naming more hides it from nobody', () => {
  fc.assert(
    fc.property(owner, tlp, names, names, (of, colour, some, more) => {
      const wide = audience(of, { tlp: colour, releaseTo: [...some, ...more] })
      expectWithin(audience(of, { tlp: colour, releaseTo: some }), wide)
    }),
    { numRuns: runs },
  )
})

test('an empty list is the narrowest there is', () => {
  fc.assert(
    fc.property(owner, marking, (of, marked) => {
      expectWithin(audience(of, { ...marked, releaseTo: [] }), audience(of, marked))
    }),
    { numRuns: runs },
  )
})

test('the owner sees its own, whatever the marking', () => {
  fc.assert(
    fc.property(owner, marking, (of, marked) => {
      expect(audience(of, marked)).toContain(of)
    }),
    { numRuns: runs },
  )
})

test('a foreign partner sees only what names it, and nothing red', () => {
  fc.assert(
    fc.property(owner, marking, fc.constantFrom(...partners), (of, marked, partner) => {
      const named = marked.tlp !== 'RED' && (marked.releaseTo?.includes(partner) ?? false)
      expect(audience(of, marked).has(partner)).toBe(named)
    }),
    { numRuns: runs },
  )
})

test('the order in which agencies are named, and naming one twice, makes no difference', () => {
  fc.assert(
    fc.property(owner, tlp, names, (of, colour, named) => {
      const there = audience(of, { tlp: colour, releaseTo: named })
      const back = audience(of, { tlp: colour, releaseTo: [...named.toReversed(), ...named] })
      expect(back).toEqual(there)
    }),
  )
})

test('who sees what is marked within several markings sees what is marked with each of them', () => {
  fc.assert(
    fc.property(owner, fc.array(marking, { minLength: 1, maxLength: 4 }), (of, markings) => {
      const within = audience(of, markingWithin(markings))
      for (const marked of markings) expectWithin(within, audience(of, marked))
    }),
  )
})

test('within what they say of the roster, an agency of it sees what it sees under each of several markings', () => {
  fc.assert(
    fc.property(owner, fc.array(marking, { minLength: 1, maxLength: 4 }), (of, markings) => {
      const within = audience(of, markingWithin(markings, roster))
      for (const marked of markings) expectWithin(within, audience(of, marked))
      for (const agency of roster)
        expect(within.has(agency)).toBe(markings.every((marked) => audience(of, marked).has(agency)))
    }),
  )
})

test('a remembered answer is the answer', () => {
  fc.assert(
    fc.property(fc.constantFrom(...everybody), owner, marking, (agency, of, marked) => {
      const fresh = createPolicy({ agencies: roster, partners })
      expect(policy.mayRead(agency, of, marked)).toEqual(fresh.mayRead(agency, of, marked))
    }),
    { numRuns: 20 },
  )
})
