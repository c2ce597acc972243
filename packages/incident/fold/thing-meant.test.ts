import { expect, test } from 'vitest'
import { incidentAfter } from '../testing/filed.ts'

type Told = readonly [type: string, data: object]

const figuresAfter = (...told: readonly Told[]) =>
  incidentAfter(...told).facts.map(({ about, name, statements }) => [
    about,
    name,
    ...statements.map(({ value }) => value),
  ])

test('an agency that tells a figure again by the last words of what it told it of means the same', () => {
  const riot = ['PrisonRiotReported', { rioters: 30 }] as const
  expect(figuresAfter(riot, ['RiotStatusReported', { rioters: 70 }])).toEqual([
    ['prison riot', 'rioters', 70],
  ])
  const spill = ['SpillReported', { areaHa: 3 }] as const
  expect(figuresAfter(spill, ['FuelSpillUpdated', { areaHa: 5 }])).toEqual([['spill', 'areaHa', 5]])
  expect(figuresAfter(riot, ['YardStatusReported', { rioters: 9 }])).toHaveLength(2)
})

test('how many of a kind are in a state is one number, whatever the report is called and also of a thing that was named', () => {
  const vessel = ['FerryFireReported', { vessel: 'MARTA', decksBurning: 1, heatC: 90 }] as const
  expect(figuresAfter(vessel, ['SituationReported', { decksBurning: 3 }])[0]).toEqual([
    ...['vessel MARTA', 'decksBurning', 3],
  ])
  const dark = ['PowerLineDown', { customersWithout: 40 }] as const
  expect(figuresAfter(dark, ['OutageStatusReported', { customersWithout: 60 }])).toEqual([
    ['power', 'customersWithout', 60],
  ])
})

test('who has it again in the end is counted as who was without it', () => {
  const outage = ['OutageStatusReported', { restoredPct: 10 }] as const
  expect(figuresAfter(outage, ['PowerRestored', { restoredPct: 100 }])).toEqual([
    ['outage', 'restoredPct', 100],
  ])
  const riot = ['RiotReported', { blocksHeld: 2 }] as const
  expect(figuresAfter(riot, ['OrderRestored', { blocksHeld: 0 }])).toEqual([['riot', 'blocksHeld', 0]])
})

test('what is measured, another thing that is named, a part and one of two stay by themselves', () => {
  const dam = ['DamReported', { levelCm: 40, litresReleased: 5 }] as const
  expect(figuresAfter(dam, ['CanalStatusReported', { levelCm: 90, litresReleased: 6 }])).toHaveLength(4)
  const one = ['FireReported', { vessel: 'MARTA', decksBurning: 1 }] as const
  const other = ['FireReported', { vessel: 'ORLOV', decksBurning: 2 }] as const
  expect(figuresAfter(one, other)).toHaveLength(2)
  expect(figuresAfter(one, other, ['SituationReported', { decksBurning: 3 }])).toHaveLength(3)
  const school = ['SchoolOpened', { familiesSheltered: 40 }] as const
  expect(figuresAfter(school, ['HallOpened', { familiesSheltered: 20 }])).toHaveLength(2)
})

test('who is without water and who without power are two numbers', () => {
  const water = ['WaterSupplyCut', { customersWithout: 40 }] as const
  expect(figuresAfter(water, ['PowerStatusReported', { customersWithout: 60 }])).toHaveLength(2)
})
