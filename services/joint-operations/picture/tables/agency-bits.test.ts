import { expect, test } from 'vitest'
import { agencyBits, type PlacedName } from './agency-bits.ts'

const known = ['police', 'border', 'joc', 'buryatia', 'newagency']
const isKnown = (name: string) => known.includes(name)
const madeUp = (count: number) => Array.from({ length: count }, (_, index) => `nobody${index}`)

test('names that somebody made up leave room for those who are known', () => {
  const bits = agencyBits(isKnown)
  bits.mention(['police', 'border'])
  bits.mention(madeUp(100))
  bits.mention(['newagency', 'buryatia'])
  expect(bits.names).toHaveLength(24)
  expect(bits.bitOf('newagency')).toBe(1n << 22n)
  expect(bits.bitOf('buryatia')).toBe(1n << 23n)
  expect(bits.bitOf('nobody19')).toBe(1n << 21n)
})

test('who came too late for a bit sees nothing, rather than what everybody sees', () => {
  const bits = agencyBits(isKnown)
  bits.mention(madeUp(21))
  const everybody = bits.maskWhere(() => true)
  expect(everybody & bits.bitOf('nobody19')).not.toBe(0n)
  expect(everybody & bits.bitOf('never mentioned')).not.toBe(0n)
  expect(everybody & bits.bitOf('nobody20')).toBe(0n)
})

test('goes on from the places that were given, late ones included', () => {
  const before = agencyBits(isKnown)
  const placed: PlacedName[] = [...before.mention(['police', ...madeUp(30), 'border'])]
  placed.sort((one, other) => one.place - other.place)
  const after = agencyBits(isKnown, placed)
  expect(after.names).toEqual(before.names)
  for (const name of ['police', 'border', ...madeUp(30)]) expect(after.bitOf(name)).toBe(before.bitOf(name))
  const [late] = after.mention(['nobody99'])
  expect(placed.map(({ place }) => place)).not.toContain(late!.place)
  expect(after.mention(['joc'])).toEqual([{ name: 'joc', place: 23 }])
})

test('all that there are go to those who are known', () => {
  const bits = agencyBits(() => true)
  bits.mention(madeUp(62))
  expect(bits.names).toHaveLength(61)
  expect(bits.bitOf('nobody61')).toBe(0n)
})
