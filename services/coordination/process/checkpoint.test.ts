import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openCheckpoint } from './checkpoint.ts'
import { nothingKnown } from './process-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-checkpoint-'))
afterAll(() => rmSync(folder, { recursive: true }))

const state = { ...nothingKnown, applied: { 'escape/INC-1/operational': 1 } }

test('goes on where it was left, and counts for nothing once rules or events mean something else', () => {
  const file = join(folder, 'cooperation.sqlite')
  const before = openCheckpoint(file, 'rules of April')
  expect(before.read()).toEqual({ position: undefined, state: nothingKnown })
  before.write({ position: 7n, state: nothingKnown })
  before.write({ position: 9n, state })
  before.close()

  const same = openCheckpoint(file, 'rules of April')
  expect(same.read()).toEqual({ position: 9n, state })
  same.close()
  const other = openCheckpoint(file, 'rules of May')
  expect(other.read()).toEqual({ position: undefined, state: nothingKnown })
  other.close()
})
