import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const lockFile = join(import.meta.dirname, '..', 'schemas.lock.json')
const fixtureFolder = join(import.meta.dirname, '..', 'fixtures', 'events')

/** Lock name to hash, for every schema version that was ever released. */
export const readLock = (): Readonly<Record<string, string>> =>
  existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Record<string, string>) : {}

/** Events as somebody may have recorded them under one version of a schema. */
export interface Fixture {
  readonly type: string
  readonly schemaVersion: number
  readonly examples: readonly unknown[]
}

/** All fixtures by their lock name. */
export const readFixtures = (): ReadonlyMap<string, Fixture> =>
  new Map(
    (existsSync(fixtureFolder) ? readdirSync(fixtureFolder) : [])
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        file.slice(0, -'.json'.length),
        JSON.parse(readFileSync(join(fixtureFolder, file), 'utf8')) as Fixture,
      ]),
  )

export const writeLock = (lock: Readonly<Record<string, string>>): void => {
  const ordered = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(lockFile, `${JSON.stringify(ordered, null, 2)}\n`)
}

export const writeFixture = (name: string, fixture: Fixture): void => {
  mkdirSync(fixtureFolder, { recursive: true })
  writeFileSync(join(fixtureFolder, `${name}.json`), `${JSON.stringify(fixture, null, 2)}\n`)
}
