import { expect, test } from 'vitest'
import { upcast } from './upcast.ts'

const definition = {
  schemaVersion: 3,
  upcasters: {
    1: (data: unknown) => ({ ...(data as object), second: true }),
    2: (data: unknown) => ({ ...(data as object), third: true }),
  },
}

test('an event is lifted step by step from the version it was recorded in', () => {
  expect(upcast(definition, 1, { first: true })).toEqual({ first: true, second: true, third: true })
  expect(upcast(definition, 2, {})).toEqual({ third: true })
  expect(upcast(definition, 3, {})).toEqual({})
})

test('an event of a newer version, or of one that nothing lifts, cannot be read', () => {
  expect(upcast(definition, 4, {})).toBeUndefined()
  expect(upcast({ schemaVersion: 2 }, 1, {})).toBeUndefined()
})
