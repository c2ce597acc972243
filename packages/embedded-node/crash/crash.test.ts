import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { fastFolder } from '../store/faults/fast-folder.ts'
import { type Attempt, brokenPromisesOnReading } from '../store/faults/workload.ts'
import type { Serve } from './node-process.ts'
import type { WriterNews } from './writer-process.ts'

/**
 * Several processes append through the official client while their node is killed at random moments, also while it
 * starts. CRASH_ROUNDS=1000 runs longer.
 */
const rounds = Number(process.env.CRASH_ROUNDS ?? 200)
const writerProcesses = 3
/** One node in five is killed while it starts, the others a moment after some acknowledgements, or when none come. */
const longestStartMs = 150
const mostAcknowledgements = 20
const longestMomentMs = 15
const longestLifeMs = 2000

test('a node killed again and again keeps every acknowledged event, once and in order, and no half of an append', {
  timeout: rounds * 30_000,
}, async () => {
  const found = await crashRun(rounds, 'patient')

  expect(found.broken).toEqual([])
  expect(found.acknowledged).toBeGreaterThan(rounds)
})

test('the same check sees appends that were taken for acknowledged too early', async () => {
  const found = await crashRun(8, 'believing')

  expect(found.broken).not.toEqual([])
})

interface Found {
  readonly broken: readonly string[]
  readonly acknowledged: number
}

const crashRun = async (times: number, manner: 'patient' | 'believing'): Promise<Found> => {
  const place = mkdtempSync(join(fastFolder(), 'crash-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const folder = join(place, 'node')
  mkdirSync(folder)
  const serve: Serve = { folder, port: await freePort() }
  const nodes = nodeProcesses()
  const writers = Array.from({ length: writerProcesses }, (_, index) =>
    fork(join(import.meta.dirname, 'writer-process.ts'), [`writer-${index}`, String(serve.port), manner], {
      env: { ...process.env, NODE_OPTIONS: '' },
    }),
  )
  onTestFinished(async () => {
    await Promise.all([...writers.map(kill), nodes.close()])
  })
  const ledger = listenTo(writers)
  for (let round = 0; round < times; round += 1) {
    const node = await nodes.next()
    node.send(serve)
    await Promise.race([momentToDie(node, ledger.acknowledgements), endedByItself(node)])
    await kill(node)
  }
  const last = await nodes.next()
  last.send(serve)
  await Promise.all(writers.map(stopWriter))
  await kill(last)
  const { attempts, acknowledged, wrong } = ledger.everything()
  const broken = brokenPromisesOnReading(folder, { attempts, acknowledged })
  return { broken: [...wrong, ...broken], acknowledged: acknowledged.length }
}

/** Node processes with their code loaded; one is always being made ready in advance. */
const nodeProcesses = () => {
  const start = async (): Promise<ChildProcess> => {
    const node = fork(join(import.meta.dirname, 'node-process.ts'), {
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    await once(node, 'message')
    return node
  }
  let ready = start()
  return {
    next: async (): Promise<ChildProcess> => {
      const node = await ready
      ready = start()
      return node
    },
    close: async (): Promise<void> => kill(await ready),
  }
}

const momentToDie = async (
  node: ChildProcess,
  acknowledgements: (count: number) => Promise<void>,
): Promise<void> => {
  if (randomInt(5) === 0) return wait(randomInt(longestStartMs))
  await once(node, 'message')
  const dead = new AbortController()
  await Promise.race([
    acknowledgements(randomInt(mostAcknowledgements)),
    wait(longestLifeMs, undefined, { signal: dead.signal }).catch(() => undefined),
  ])
  dead.abort()
  await wait(randomInt(longestMomentMs))
}

/** A node that could not start on what the last one left behind would end with a code of its own. */
const endedByItself = async (node: ChildProcess): Promise<void> => {
  const [code] = await once(node, 'exit')
  if (code !== null) throw new Error(`the node ended by itself with code ${code}`)
}

const kill = async (node: ChildProcess): Promise<void> => {
  if (node.exitCode !== null || node.signalCode !== null) return
  const ended = once(node, 'exit')
  node.kill('SIGKILL')
  await ended
}

const stopWriter = async (writer: ChildProcess): Promise<void> => {
  const ended = once(writer, 'exit')
  writer.send('stop')
  await ended
}

/** Takes down what the writers tell. `acknowledgements` resolves when so many more have come. */
const listenTo = (writers: readonly ChildProcess[]) => {
  const byFirstId = new Map<string, Attempt>()
  const acknowledged: Attempt[] = []
  const wrong: string[] = []
  const hear = (told: WriterNews): void => {
    if (told.kind === 'attempt') byFirstId.set(told.ids[0]!, { ...told, kind: 'append' })
    else if (told.kind === 'acknowledged') {
      acknowledged.push(byFirstId.get(told.firstId)!)
      if (acknowledged.length >= awaited.count) awaited.resolve()
    } else wrong.push(told.what)
  }
  let awaited = { count: 0, resolve: (): void => undefined }
  for (const writer of writers) writer.on('message', hear)
  return {
    everything: () => ({ attempts: [...byFirstId.values()], acknowledged, wrong }),
    acknowledgements: (more: number): Promise<void> =>
      new Promise((resolve) => {
        awaited = { count: acknowledged.length + more, resolve }
        if (more === 0) resolve()
      }),
  }
}

/**
 * Below the ports from which connections go out: while the node is dead, a writer that looks for it could otherwise get
 * just its port, and keep the next node from starting.
 */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
