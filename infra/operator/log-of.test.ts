import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareKeys } from '@concord/event-log'
import { UsageError } from '@concord/kernel'
import { expect, onTestFinished, test } from 'vitest'
import { logOf } from './log-of.ts'

const session = { graphql: 'http://nowhere/graphql', agencies: [], tokens: [] }
const log = 'esdb://127.0.0.1:2113'

test('a folder without trust.json, or with an empty one, is refused, because by it no log could be intact', () => {
  const keys = mkdtempSync(join(tmpdir(), 'concord-keys-'))
  onTestFinished(() => rmSync(keys, { recursive: true }))
  const named = () => logOf({ log, keys }, () => session)

  expect(named).toThrow(UsageError)
  expect(named).toThrow('There is no trust.json')

  writeFileSync(join(keys, 'trust.json'), '{}')
  expect(named).toThrow(UsageError)
  expect(named).toThrow("names no agency's key")

  prepareKeys(keys, ['police'])
  expect(named()).toEqual({ connectionString: log, keys })
})
