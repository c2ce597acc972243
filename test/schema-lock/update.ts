import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { roster } from '../../services/roster.ts'
import { arbitraryOf } from './arbitrary-of.ts'
import { readFixtures, readLock, writeFixture, writeLock } from './lock-folder.ts'
import { releasedEvents } from './released-events.ts'
import { lockName, releasedSchemas } from './released-schema.ts'
import { differences, readViewLock, viewsOf, writeViewLock } from './view-lock.ts'

/*
 * Locks the schemas that are not locked yet and makes their fixtures: `pnpm schema-lock`.
 * It also writes down what the views make of the fixtures, which may change: read models are then made anew.
 * A locked schema stays as it is. `--replace FireReported.v1` locks one anew: right only as long as no log holds it.
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
const changed: string[] = []

for (const schema of releasedSchemas(releasedEvents).values()) {
  const name = lockName(schema)
  const isLocked = lock[name] !== undefined && fixtures.has(name)
  const mayReplace = replaced.has(name) || (values['replace-all'] && lock[name] !== schema.hash)
  if (isLocked && !mayReplace) continue
  const { type, schemaVersion } = schema
  const { data } = releasedEvents.find((definition) => definition.type === type)!
  const examples = fc.sample(arbitraryOf(data), { numRuns: EXAMPLES, seed: SEED })
  writeFixture(name, { type, schemaVersion, examples })
  lock[name] = schema.hash
  changed.push(name)
}
writeLock(lock)
process.stdout.write(changed.length === 0 ? 'Every schema is locked.\n' : `Locked: ${changed.join(', ')}\n`)

const views = viewsOf(roster)
const otherwise = differences(readViewLock(), views)
writeViewLock(views)
if (otherwise.length > 0)
  process.stdout.write(`To the picture, these mean something new: ${otherwise.join(', ')}\n`)
