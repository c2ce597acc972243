import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openCheckpoint } from './checkpoint.ts'
import { nothingKnown } from './process-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-checkpoint-'))
afterAll(() => rmSync(folder, { recursive: true }))

const last = { id: 'E-8', position: 8n }
const state = { ...nothingKnown, applied: nothingKnown.applied.set('escape/INC-1/operational', 1) }

test('goes on where it was left, and counts for nothing once rules or events mean something else', () => {
  const file = join(folder, 'cooperation.sqlite')
  const before = openCheckpoint(file, 'rules of April')
  expect(before.read()).toEqual({ position: undefined, last: undefined, state: nothingKnown })
  before.write({ position: 7n, last: undefined, state: nothingKnown })
  before.write({ position: 9n, last, state })
  before.close()

  const same = openCheckpoint(file, 'rules of April')
  expect(same.read()).toEqual({ position: 9n, last, state })
  same.close()
  const other = openCheckpoint(file, 'rules of May')
  expect(other.read()).toEqual({ position: undefined, last: undefined, state: nothingKnown })
  other.close()
})

test('holds the state of its position, wherever in writing it the process is killed', async () => {
  const script = join(import.meta.dirname, 'testing/write-checkpoints.ts')
  for (let round = 0; round < 5; round++) {
    const file = join(folder, `killed-${round}.sqlite`)
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const after = openCheckpoint(file, 'rules')
    const { position, state } = after.read()
    expect(position).toBeGreaterThan(0n)
    expect(state.applied.get('position')).toBe(Number(position))
    after.close()
  }
})
