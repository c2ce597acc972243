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
  /** Processor time of an event, in microseconds. */
  readonly cpuUs: { readonly read: ProcessorTime; readonly verified: ProcessorTime }
}

/** In this process, over all its threads, and in that of the store. */
export interface ProcessorTime {
  readonly own: number
  readonly store: number
}

/** Events that are held in memory at once to be checked: some 3 KB each. */
const HELD_AT_MOST = 100_000

export const verificationRates = async (site: BenchSite, rounds: number): Promise<VerificationRates> => {
  const { connectionString, keys, storeTime } = site
  const spent = spentWith(storeTime)
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
    cpuUs: { read: eachOf(middle(took.read), events), verified: eachOf(middle(took.verified), events) },
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
  readonly us: ProcessorTime
}

const spentWith =
  (storeTime: BenchSite['storeTime']) =>
  async (run: () => Promise<void>): Promise<Spent> => {
    const [before, storeBefore, start] = [process.cpuUsage(), await storeTime(), performance.now()]
    await run()
    const ms = performance.now() - start
    const [own, store] = [process.cpuUsage(before), await storeTime()]
    const us = { own: own.user + own.system, store: sumOf(store) - sumOf(storeBefore) }
    return { ms, us }
  }

const sumOf = ({ user, system }: NodeJS.CpuUsage): number => user + system

const eachOf = ({ us: { own, store } }: Spent, events: number): ProcessorTime => ({
  own: own / events,
  store: store / events,
})

const inSeconds = ({ ms, us }: Spent): string =>
  `${(ms / 1000).toFixed(0)} s (${(us.own / 1e6).toFixed(0)} s of processor time)`

const middle = (values: readonly Spent[]): Spent =>
  values.toSorted((a, b) => a.ms - b.ms)[Math.floor(values.length / 2)]!
