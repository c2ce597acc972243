import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ChildFailed, startChild } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-child-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A process of which nobody will ever say that it serves. */
const start = (program: string) => {
  const file = join(folder, 'program.mjs')
  writeFileSync(file, program)
  return startChild(
    {
      name: 'parks',
      args: [file],
      env: {},
      logFile: join(folder, 'parks.log'),
      readyUrl: 'http://127.0.0.1:9/',
    },
    { onRestart: () => {}, onGivenUp: () => {} },
  )
}

const isGone = (pid: number | undefined): boolean => {
  try {
    process.kill(pid!, 0)
    return false
  } catch {
    return true
  }
}

test('a process can be stopped before it serves, and is not started again', async () => {
  const parks = start('setInterval(() => {}, 1_000)')
  const ended = expect(parks.ready).rejects.toThrow(ChildFailed)
  await parks.stop()
  await ended
  expect(isGone(parks.pid())).toBe(true)
})

test('a process that ends before it serves is told of with its last words', async () => {
  const parks = start('console.error("no trees left"); process.exitCode = 2')
  await expect(parks.ready).rejects.toThrow('parks ended with status 2: no trees left')
})
