import { expect, test } from 'vitest'
import { commandIdOf, eventIdOf } from './event-id.ts'

/*
 * Ids are for ever: a log written years ago must meet the same ids again when a file is sent once more.
 */

test('the ids made from a reference stay as they are', () => {
  expect(commandIdOf('parks', 'watch-tower', 'R-1')).toMatchInlineSnapshot(
    `"ea2c5481-2768-56d3-a242-273739923e05"`,
  )
  expect(commandIdOf('parks', undefined, 'R-1')).toMatchInlineSnapshot(
    `"6b0e2904-5d96-5536-9852-b546fad182ef"`,
  )
  expect(eventIdOf('018f6f2e-7c1a-7cc3-98a2-3a1b2c3d4e5f', 'parks-INC-7', 0)).toMatchInlineSnapshot(
    `"8cda0dab-a67b-5d78-919d-04dce4eadcd4"`,
  )
})

test('parts that run together the same way give different ids', () => {
  expect(commandIdOf('parks', 'a/b', 'c')).not.toBe(commandIdOf('parks', 'a', 'b/c'))
  expect(commandIdOf('parks', undefined, 'R-1')).not.toBe(commandIdOf('parks', '', 'R-1'))
})
