import { expect, test } from 'vitest'
import { createRoom } from './room.ts'

const anna = { agency: 'police', subject: 'anna' }
const others = [
  { agency: 'police', subject: 'boris' },
  { agency: 'border', subject: 'anna' },
]
const enterings = (room: ReturnType<typeof createRoom>, caller: typeof anna, times: number): number =>
  Array.from({ length: times }, () => room.enter(caller)).filter(Boolean).length

test('one caller who takes all that there is leaves room for everybody else', () => {
  const room = createRoom(100)
  expect(enterings(room, anna, 1_000)).toBe(75)
  for (const other of others) expect(enterings(room, other, 10)).toBe(10)
})

test('all together never take more than there is', () => {
  const room = createRoom(100)
  const callers = Array.from({ length: 30 }, (_, number) => ({ agency: 'police', subject: `${number}` }))
  expect(callers.map((caller) => enterings(room, caller, 10)).reduce((a, b) => a + b)).toBe(100)
  expect(room.taken()).toBe(100)
})

test('who leaves makes room, for themselves and for others', () => {
  const room = createRoom(4)
  expect(enterings(room, anna, 4)).toBe(3)
  room.leave(anna)
  expect(enterings(room, anna, 4)).toBe(1)
  for (let left = 0; left < 3; left++) room.leave(anna)
  expect(room.taken()).toBe(0)
})

test('the smallest room has room for one', () => {
  expect(enterings(createRoom(1), anna, 2)).toBe(1)
})
