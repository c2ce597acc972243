import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { EventStoreDBClient, streamNameFilter } from '@eventstore/db-client'
import type { NodeStatistics } from '../index.ts'
import { fillStore } from './fill-store.ts'
import { mixedLoad } from './mixed-load.ts'
import { appendRate } from './rates.ts'
import { pathOf, type ServerProcess, startProcess } from './server-process.ts'

/**
 * Whether the node's memory grows with its log, or with the readers that come and go. A store is filled to each size and a node
 * on it does the same work each time: it is read for some seconds, appended to for some seconds, and subscribed to in rounds, by
 * default as often as ten subscriptions a second come and go in an hour. Resident memory is what the system counts, garbage
 * included; the live heap is what is left of the main thread's heap after a collection.
 *
 * In the end it bears a mixed load for --minutes, on a log that is its own.
 *
 * --sizes of the log in events, --seconds of reading and of appending, --rounds of --subscriptions each, --folder for the store:
 * 10 M events take some 4 GB there. --log names the folder of a filled log to use instead.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100000,1000000,10000000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '6' },
    subscriptions: { type: 'string', default: '6000' },
    minutes: { type: 'string', default: '10' },
    folder: { type: 'string', default: tmpdir() },
    log: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const subscriptions = Number(values.subscriptions)
const minutes = Number(values.minutes)

const startNode = (folder: string): Promise<ServerProcess> => {
  const flags = ['--expose-gc', '--import', pathOf('./collect-on-signal.ts')]
  return startProcess('../main.ts', ['--insecure', '--port', '0', '--data', folder], flags)
}

const tell = (events: string, what: string, ...mebibytes: readonly number[]): void =>
  console.log(`${events.padStart(12)}  ${what.padEnd(38)}${mebibytes.map(cell).join('')}`)

const measure = async (folder: string): Promise<void> => {
  const node = await startNode(folder)
  const events = (await statisticsOf(node)).lastPosition.toLocaleString('en')
  const client = EventStoreDBClient.connectionString(node.connectionString)
  const row = async (what: string): Promise<void> =>
    tell(events, what, node.residentMiB(), await liveHeapMiB(node))
  await row('started')
  await readFor(client, seconds)
  await row(`read for ${seconds} s`)
  await appendRate(client, { writers: 32, batch: 1, seconds })
  await row(`appended to for ${seconds} s`)
  for (let round = 1; round <= rounds; round++) {
    await comeAndGo(client, subscriptions)
    await row(`${(round * subscriptions).toLocaleString('en')} subscriptions`)
  }
  await client.dispose()
  await node.stop()
}

/** Nothing is collected here but what the node collects by itself. */
const underMixedLoad = async (folder: string): Promise<void> => {
  const node = await startNode(folder)
  for (let minute = 1; minute <= minutes; minute++) {
    await mixedLoad(node.connectionString, 60)
    tell('its own', `${minute} min of mixed load`, node.residentMiB())
  }
  await node.stop()
}

const cell = (mebibytes: number): string => `${mebibytes.toFixed(0)} MiB`.padStart(12)

/** Reads the log from its beginning, forwards and backwards in turn, until the time is over. */
const readFor = async (client: EventStoreDBClient, time: number): Promise<void> => {
  const end = performance.now() + time * 1000
  while (performance.now() < end) {
    for (const direction of ['forwards', 'backwards'] as const) {
      const fromPosition = direction === 'forwards' ? 'start' : 'end'
      for await (const _ of client.readAll({ direction, fromPosition, maxCount: 20_000 })) {
        if (performance.now() > end) return
      }
    }
  }
}

const together = 50

/**
 * Subscriptions to the log, to what a filter leaves of it, and to a stream, fifty at a time, each until it has caught
 * up.
 */
const comeAndGo = async (client: EventStoreDBClient, count: number): Promise<void> => {
  const one = async (_: unknown, i: number): Promise<void> => {
    const fromPosition = 'end'
    const filter = streamNameFilter({ prefixes: [`police-${i}`] })
    const subscription = [
      () => client.subscribeToAll({ fromPosition }),
      () => client.subscribeToAll({ fromPosition, filter }),
      () => client.subscribeToStream(`police-32-1-${i % 32}`, { fromRevision: 'end' }),
    ][i % 3]!()
    await new Promise((resolve) => subscription.once('caughtUp' as 'confirmation', resolve))
    await subscription.unsubscribe()
  }
  for (let done = 0; done < count; done += together) await Promise.all(Array.from({ length: together }, one))
}

/** The main thread's heap after two collections; a second one takes what the first one's finalizers let go. */
const liveHeapMiB = async (node: ServerProcess): Promise<number> => {
  for (let collection = 0; collection < 2; collection++) {
    process.kill(node.pid, 'SIGUSR2')
    await wait(200)
  }
  return (await statisticsOf(node)).heapBytes / 1024 / 1024
}

const statisticsOf = async ({ connectionString }: ServerProcess): Promise<NodeStatistics> => {
  const url = connectionString.replace('esdb:', 'http:').replace(/\?.*/, '/stats')
  return (await (await fetch(url)).json()) as NodeStatistics
}

const folder = await mkdtemp(join(values.folder, 'node-memory-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
console.log(
  `${'events'.padStart(12)}  ${'after it was'.padEnd(38)}${'resident'.padStart(12)}${'live heap'.padStart(12)}`,
)
const sizes = values.log === undefined ? values.sizes.split(',').filter((each) => each !== '') : []
for (const size of sizes) {
  await fillStore(folder, Number(size))
  await measure(folder)
}
if (values.log !== undefined) await measure(values.log)
if (minutes > 0) await underMixedLoad(join(folder, 'mixed'))
