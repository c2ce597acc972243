import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roster } from '../services/roster.ts'
import { arbitraryOf } from './schema-lock/arbitrary-of.ts'
import { readFixtures, readLock } from './schema-lock/lock-folder.ts'
import { releasedEvents } from './schema-lock/released-events.ts'
import { lockName, releasedSchemas } from './schema-lock/released-schema.ts'
import { differences, readViewLock, viewsOf } from './schema-lock/view-lock.ts'

/*
 * What was recorded once must be readable for ever. A released schema is never changed: an optional field more is a new
 * schema too, because older readers would not know it.
 */

const update = 'Run `npx -y pnpm@12 schema-lock` and commit what it writes.'
const schemas = releasedSchemas(releasedEvents)
const lock = readLock()
const fixtures = readFixtures()

test('a released schema stays as it was', () => {
  const changed = [...schemas.values()]
    .filter((schema) => lock[lockName(schema)] !== undefined && lock[lockName(schema)] !== schema.hash)
    .map(
      (schema) =>
        `${lockName(schema)} is released and its schema was changed. Events of it are in logs. Undo the change, or give it schemaVersion ${schema.schemaVersion + 1} with an upcaster, or make a new event type.`,
    )
  expect(changed).toEqual([])
})

test('every schema is locked', () => {
  const missing = [...schemas.values()].map(lockName).filter((name) => lock[name] === undefined)
  expect(missing, update).toEqual([])
})

test('no released event type disappears, and no version of it', () => {
  const gone = Object.keys(lock).filter((name) => {
    const [type, version] = name.split('.v')
    return (schemas.get(type!)?.schemaVersion ?? 0) < Number(version)
  })
  expect(gone, 'Logs hold events of these types: keep their definitions.').toEqual([])
})

test('every locked version has its fixture', () => {
  expect([...fixtures.keys()].sort(), update).toEqual(Object.keys(lock).sort())
})

test.each([...fixtures])('%s is read as its type is today', (_name, { type, schemaVersion, examples }) => {
  const definition = releasedEvents.find((one) => one.type === type)!
  for (const example of examples) {
    let data: unknown = example
    for (let version = schemaVersion; version < definition.schemaVersion; version++) {
      data = definition.upcasters?.[version]?.(data)
    }
    expect(definition.data.safeParse(data).error).toBeUndefined()
  }
})

test('what events mean to the picture is as it is locked', () => {
  expect(
    differences(readViewLock(), viewsOf(roster)),
    `Their views make something else of their fixtures than before. If that is meant: ${update} Every centre then makes its picture anew from its journal at the next start; without it, old and new rows are mixed in one file.`,
  ).toEqual([])
})

test('a view that makes something else of its events is noticed, and one more agency that thinks alike is not', () => {
  const police = roster.find(({ name }) => name === 'police')!
  const deaf = { ...police, view: () => [] }
  const others = roster.filter((agency) => agency !== police)
  expect(differences(viewsOf(roster), viewsOf([...others, deaf])).length).toBeGreaterThan(10)
  expect(differences(viewsOf(roster), viewsOf([...roster, { ...police, name: 'militia' }]))).toEqual([])
})

test('whatever a schema accepts it accepts again after it was stored', () => {
  const everyType = [...new Map(releasedEvents.map((definition) => [definition.type, definition])).values()]
  for (const { data } of everyType) {
    fc.assert(
      fc.property(arbitraryOf(data), (value) => {
        const recorded: unknown = JSON.parse(JSON.stringify(data.parse(value)))
        expect(data.parse(recorded)).toEqual(recorded)
      }),
      { numRuns: 20 },
    )
  }
})
