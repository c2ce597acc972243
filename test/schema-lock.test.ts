import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roster } from '../services/roster.ts'
import { arbitraryOf } from './schema-lock/arbitrary-of.ts'
import { readFixtures, readLock } from './schema-lock/lock-folder.ts'
import { releasedEvents } from './schema-lock/released-events.ts'
import { changedSchemas, lockName, releasedSchemas } from './schema-lock/released-schema.ts'
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
  expect(changedSchemas([...schemas.values()], lock)).toEqual([])
})

test('who changes a locked schema is told what to do, whether it is released or not yet merged', () => {
  const schema = { type: 'CrimeReported', schemaVersion: 1, hash: 'now' }
  const [told, ...more] = changedSchemas([schema], { 'CrimeReported.v1': 'before' })
  expect(told).toContain('schemaVersion 2 with an upcaster')
  expect(told).toContain('schema-lock --replace CrimeReported.v1')
  expect(more).toEqual([])
  expect(changedSchemas([schema], { 'CrimeReported.v1': 'now' })).toEqual([])
  expect(changedSchemas([schema], {})).toEqual([])
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
  const lost = differences(viewsOf(roster), viewsOf([...others, deaf]))
  expect(lost.length).toBeGreaterThan(10)
  expect(lost).toContain(
    'CrimeReported.v1 no longer states crime.iccs, crime.victims, describe, place, status',
  )
  expect(differences(viewsOf(roster), viewsOf([...roster, { ...police, name: 'militia' }]))).toEqual([])
})

test('a change of a view is told as what its events no longer state, state now, or state otherwise', () => {
  const before = {
    'CrimeReported.v1': { digest: 'a', states: ['crime.iccs', 'crime.victims'] },
    'FireReported.v1': { digest: 'a', states: ['fire.areaHa'] },
    'RiskAssessed.v1': { digest: 'a', states: ['risk.level'] },
  }
  const now = {
    'CrimeReported.v1': { digest: 'b', states: ['crime.iccs', 'crime.victimCount'] },
    'CrimeReported.v2': { digest: 'a', states: ['crime.victimCount'] },
    'FireReported.v1': { digest: 'b', states: ['fire.areaHa'] },
    'RiskAssessed.v1': { digest: 'a', states: ['risk.level'] },
  }
  expect(differences(before, now)).toEqual([
    'CrimeReported.v1 no longer states crime.victims',
    'CrimeReported.v1 now states crime.victimCount',
    'FireReported.v1 states the same otherwise: a value, a unit, the order or where it is filed',
    'CrimeReported.v2 is new and states crime.victimCount',
  ])
  expect(differences(now, before)).toContain('CrimeReported.v2 is no longer known to any view')
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
