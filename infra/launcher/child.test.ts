import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
    { onRestart: () => {}, onFailing: () => {}, onBack: () => {} },
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

/** A process that serves, but ends at once where something is broken. */
const serving = (port: number, broken: string): string => `
  import { existsSync } from 'node:fs'
  import { createServer } from 'node:http'
  if (existsSync(${JSON.stringify(broken)})) {
    console.error('no trees left')
    process.exit(2)
  }
  createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')
`

test('a process that served and then fails again and again is told of once, and is started again until it serves', async () => {
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const finding = createServer().listen(0, '127.0.0.1', () => {
      const address = finding.address() as AddressInfo
      finding.close(() => resolve(address))
    })
  })
  const broken = join(folder, 'broken')
  const file = join(folder, 'serving.mjs')
  writeFileSync(file, serving(port, broken))
  const told: string[] = []
  const restarts: (string | undefined)[] = []
  const spec = {
    name: 'parks',
    args: [file],
    env: {},
    logFile: join(folder, 'serving.log'),
    readyUrl: `http://127.0.0.1:${port}/`,
  }
  const parks = startChild(
    spec,
    {
      onRestart: (_name, _reason, lastWords) => void restarts.push(lastWords),
      onFailing: (name, reason, lastWords) => void told.push(`${name} ${reason}: ${lastWords}`),
      onBack: (name) => void told.push(`${name} is back`),
    },
    { firstMs: 1, mostMs: 8 },
  )
  await parks.ready

  writeFileSync(broken, '')
  process.kill(parks.pid()!, 'SIGKILL')
  const starts = () => readFileSync(spec.logFile, 'utf8').split('no trees left').length - 1
  while (starts() < 8) await sleep(5)
  expect(told).toEqual(['parks ended with status 2: no trees left'])
  expect(restarts).toEqual([undefined, 'no trees left', 'no trees left'])
  rmSync(broken)
  while (told.length < 2) await sleep(5)
  expect(told[1]).toBe('parks is back')
  await parks.stop()
  expect(isGone(parks.pid())).toBe(true)
})
