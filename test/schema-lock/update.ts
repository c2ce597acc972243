import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { roster } from '../../services/roster.ts'
import { arbitraryOf } from './arbitrary-of.ts'
import { readFixtures, readLock, writeFixture, writeLock } from './lock-folder.ts'
import { releasedEvents } from './released-events.ts'
import { changedSchemas, lockName, type ReleasedSchema, releasedSchemas } from './released-schema.ts'
import { differences, readViewLock, viewsOf, writeViewLock } from './view-lock.ts'

/*
 * Locks the schemas that are not locked yet and makes their fixtures: `pnpm schema-lock`.
 * It also writes down what the views make of the fixtures, which may change: read models are then made anew. It says
 * what is stated no longer or newly, so that a loss is seen before it is committed.
 * A locked schema stays as it is: where one was changed, nothing is written. `--replace FireReported.v1` locks one
 * anew: right only as long as no log holds it.
 */

const EXAMPLES = 3
const SEED = 20_250_423

const { values } = parseArgs({
  options: {
    replace: { type: 'string', multiple: true, default: [] },
    'replace-all': { type: 'boolean', default: false },
  },
})
const replaced = new Set(values.replace)
const lock = { ...readLock() }
const fixtures = readFixtures()
const schemas = [...releasedSchemas(releasedEvents).values()]

const isReplaced = (schema: ReleasedSchema): boolean =>
  replaced.has(lockName(schema)) || (values['replace-all'] && lock[lockName(schema)] !== schema.hash)

const unknown = [...replaced].filter((name) => !schemas.some((schema) => lockName(schema) === name))
const refused = [
  ...unknown.map((name) => `--replace ${name}: no event type has this name and version now.`),
  ...changedSchemas(
    schemas.filter((schema) => !isReplaced(schema)),
    lock,
  ),
]
if (refused.length > 0) {
  process.stderr.write(`${refused.join('\n')}\nNothing was written.\n`)
  process.exit(1)
}

const locked: string[] = []
for (const schema of schemas) {
  const name = lockName(schema)
  const isLocked = lock[name] !== undefined && fixtures.has(name)
  if (isLocked && !isReplaced(schema)) continue
  const { type, schemaVersion } = schema
  const { data } = releasedEvents.find((definition) => definition.type === type)!
  const examples = fc.sample(arbitraryOf(data), { numRuns: EXAMPLES, seed: SEED })
  writeFixture(name, { type, schemaVersion, examples })
  lock[name] = schema.hash
  locked.push(name)
}
writeLock(lock)
process.stdout.write(locked.length === 0 ? 'Every schema is locked.\n' : `Locked: ${locked.join(', ')}\n`)

const views = viewsOf(roster)
const otherwise = differences(readViewLock(), views)
writeViewLock(views)
if (otherwise.length > 0)
  process.stdout.write(
    `What events mean to the picture is locked anew, as told by examples with made-up names. If that was not meant, mend the view and run this again:\n  ${otherwise.join('\n  ')}\n`,
  )
