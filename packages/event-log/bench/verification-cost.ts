import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { EventStoreDBClient } from '@eventstore/db-client'
import { verifyLog } from '../index.ts'
import type { CheckWork } from './check-worker.ts'
import { agencies, type BenchSite } from './written-log.ts'

/** Events a second, each on the same log in the same run. */
export interface VerificationRates {
  readonly events: number
  readonly threads: number
  /** Reading the whole log through the client, on one thread, as a program would. */
  readonly read: number
  /** Reading and checking it: keys, chains, the newest signature of each stream, the tree at each signed head. */
  readonly verified: number
  /** The same, and the signature of every event. */
  readonly verifiedEvery: number
  /** Checking alone, of events that are in memory, on all processors. */
  readonly checked: number
  /** Ed25519 alone, on all processors: more signatures than this nobody checks on this machine. */
  readonly signatures: number
  /** Processor time of an event in this process, over all its threads, in microseconds: the store's comes on top. */
  readonly cpuUs: { readonly read: number; readonly verified: number }
}

/** Events that are held in memory at once to be checked: some 3 KB each. */
const HELD_AT_MOST = 100_000

export const verificationRates = async (site: BenchSite, rounds: number): Promise<VerificationRates> => {
  const { connectionString, keys } = site
  const client = EventStoreDBClient.connectionString(connectionString)
  let events = 0
  const read = async (): Promise<void> => {
    let count = 0
    for await (const { event } of client.readAll()) if (event && !event.type.startsWith('$')) count += 1
    events = count
  }
  const verified = async (every: boolean): Promise<void> => {
    const result = await verifyLog({ connectionString, agencies, anchors: keys.anchors, every })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
  }
  // In turns, so that what else the machine does falls on both alike; the first turn warms up.
  const took: { readonly read: Spent[]; readonly verified: Spent[] } = { read: [], verified: [] }
  for (let round = 0; round <= rounds; round++) {
    const [reading, verifying] = [await spent(read), await spent(() => verified(false))]
    console.error(`  round ${round}: read in ${inSeconds(reading)}, verified in ${inSeconds(verifying)}`)
    if (round === 0) continue
    took.read.push(reading)
    took.verified.push(verifying)
  }
  const every = await spent(() => verified(true))
  await client.dispose()

  const threads = Math.min(availableParallelism(), 8)
  const held = Math.min(Math.floor(events / threads), Math.floor(HELD_AT_MOST / threads))
  const { chainsMs, signaturesMs } = await checkedInMemory(site, threads, held)
  const perSecond = (count: number, ms: number): number => (count * 1000) / ms
  return {
    events,
    threads,
    read: perSecond(events, middle(took.read).ms),
    verified: perSecond(events, middle(took.verified).ms),
    verifiedEvery: perSecond(events, every.ms),
    checked: perSecond(held * threads, chainsMs),
    signatures: perSecond(held * threads, signaturesMs),
    cpuUs: { read: middle(took.read).cpuUs / events, verified: middle(took.verified).cpuUs / events },
  }
}

/** The slowest of the threads counts: all of them begin at once. */
const checkedInMemory = async ({ connectionString, keys }: BenchSite, threads: number, events: number) => {
  const names = agencies.map(({ name }) => ({ name, events: [] }))
  const workers = Array.from({ length: threads }, () => {
    const work: CheckWork = {
      connectionString,
      agencies: names,
      anchors: keys.anchors,
      after: undefined,
      events,
    }
    return new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: work })
  })
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const all = async (what: 'chains' | 'signatures'): Promise<number> => {
    const times = workers.map(async (worker) => {
      const told = once(worker, 'message')
      worker.postMessage(what)
      return ((await told) as [number])[0]
    })
    return Math.max(...(await Promise.all(times)))
  }
  // Once unmeasured, so that its code is compiled.
  await all('chains')
  const chainsMs = await all('chains')
  const signaturesMs = await all('signatures')
  await Promise.all(workers.map((worker) => worker.terminate()))
  return { chainsMs, signaturesMs }
}

interface Spent {
  readonly ms: number
  readonly cpuUs: number
}

const spent = async (run: () => Promise<void>): Promise<Spent> => {
  const before = process.cpuUsage()
  const start = performance.now()
  await run()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - start, cpuUs: user + system }
}

const inSeconds = ({ ms, cpuUs }: Spent): string =>
  `${(ms / 1000).toFixed(0)} s (${(cpuUs / 1e6).toFixed(0)} s of processor time)`

const middle = (values: readonly Spent[]): Spent =>
  values.toSorted((a, b) => a.ms - b.ms)[Math.floor(values.length / 2)]!
