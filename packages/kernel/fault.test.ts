import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { lineOfFault, misfitOf, toldOfFault } from './fault.ts'

const canary = 'Canary-Ganbold'

/** What is thrown. */
const faultOf = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test.each<[string, () => unknown]>([
  ['a parser', () => JSON.parse(`{"name": ${canary}}`)],
  ['a schema', () => z.strictObject({}).parse({ [canary]: 1 })],
  ['a statement', () => new DatabaseSync(':memory:').exec(`select ${canary} from nothing`)],
  ['a constructor', () => BigInt(canary)],
  ['an operator', () => 'a' in (canary as unknown as object)],
  ['a file', () => process.chdir(`/nowhere/${canary}`)],
  [
    'its name',
    () => {
      throw Object.assign(new Error(canary), { name: canary })
    },
  ],
  [
    'its code',
    () => {
      throw Object.assign(new Error(canary), { code: canary })
    },
  ],
  [
    'a cause',
    () => {
      throw new Error('The record cannot be read.', { cause: faultOf(() => JSON.parse(canary)) })
    },
  ],
  ['words that look like a way', () => JSON.parse(`"\n    at ${canary} (file:///a.ts:1:1)`)],
  [
    'what is no error',
    () => {
      throw canary
    },
  ],
  [
    'what it carries',
    () => {
      throw Object.assign(new Error('It cannot be read.'), { record: canary })
    },
  ],
])('what %s quotes of what it failed on is not told', (_, act) => {
  const fault = faultOf(act)
  expect(JSON.stringify([toldOfFault(fault), lineOfFault(fault)])).not.toContain(canary)
})

test('its own words, its code and its way are told, and those of its causes', () => {
  const fault = new Error('The tree is cut off.', { cause: faultOf(() => process.chdir('/nowhere')) })
  expect(toldOfFault(fault)).toMatchObject({
    type: 'Error',
    message: 'The tree is cut off.',
    stack: expect.stringMatching(/^ {4}at .*fault\.test\.ts:\d+:\d+/),
    cause: { type: 'Error', code: 'ENOENT' },
  })
  expect(lineOfFault(fault)).toBe('The tree is cut off.')
  expect(lineOfFault(fault.cause)).toBe('Error ENOENT')
  expect(lineOfFault(faultOf(() => JSON.parse('{')))).toBe('SyntaxError')
})

test('a fault that has itself for a cause is told', () => {
  const fault = new Error('round')
  fault.cause = fault
  expect(toldOfFault(fault).cause?.cause?.message).toBe('round')
})

test('what does not fit its schema is told by its fields, and nothing that stands there', () => {
  const schema = z.strictObject({ place: z.object({ lat: z.number() }), tlp: z.enum(['RED']) })
  const { error } = schema.safeParse({ place: { lat: canary }, tlp: canary, [canary]: 1 })
  expect(misfitOf(error!)).toBe('place.lat: invalid_type; tlp: invalid_value; unrecognized_keys')
})

test('of a fault of SQLite its fixed text is told, so that a full disk is known for what it is', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('PRAGMA max_page_count = 2; CREATE TABLE note (text TEXT)')
  const fault = faultOf(() => database.prepare('INSERT INTO note VALUES (?)').run(canary.repeat(10_000)))
  expect(toldOfFault(fault)).toMatchObject({ code: 'ERR_SQLITE_ERROR', reason: 'database or disk is full' })
  expect(lineOfFault(fault)).toBe('Error ERR_SQLITE_ERROR database or disk is full')
})
