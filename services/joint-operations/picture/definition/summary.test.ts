import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isInside } from './summary.ts'

const box = { west: 110, south: 46, east: 114, north: 48 }
const acrossTheDateLine = { west: 170, south: -10, east: -170, north: 10 }

describe('a box', () => {
  test('holds its edges and what is between them, and nothing beyond any of them', () => {
    for (const lon of [110, 112, 114])
      for (const lat of [46, 47, 48]) expect(isInside(box, lat, lon)).toBe(true)
    const beyond = [
      [45.9, 112],
      [48.1, 112],
      [47, 109.9],
      [47, 114.1],
    ] as const
    for (const [lat, lon] of beyond) expect(isInside(box, lat, lon)).toBe(false)
  })

  test('whose west is greater than its east goes across the date line', () => {
    for (const lon of [170, 175, 180, -180, -175, -170])
      expect(isInside(acrossTheDateLine, 0, lon)).toBe(true)
    for (const lon of [169.9, 0, -169.9]) expect(isInside(acrossTheDateLine, 0, lon)).toBe(false)
    expect(isInside(acrossTheDateLine, 11, 175)).toBe(false)
  })

  test('and the one that goes round the other way share their edges alone', () => {
    const longitude = fc.double({ min: -180, max: 180, noNaN: true })
    fc.assert(
      fc.property(longitude, longitude, longitude, (west, east, lon) => {
        fc.pre(west < east)
        const both =
          isInside({ ...box, west, east }, 47, lon) && isInside({ ...box, west: east, east: west }, 47, lon)
        expect(both).toBe(lon === west || lon === east)
      }),
    )
  })

  test('holds nothing of which nobody has said where it is', () => {
    expect([isInside(box, undefined, 112), isInside(box, 47, undefined)]).toEqual([false, false])
  })
})
