import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../infra/launcher/ports.ts'
import { option } from '../../services/joint-operations/bench/measure.ts'
import { startBare } from './bare-agency.ts'
import { openCommandCaller } from './command-caller.ts'
import {
  type Contender,
  costOf,
  type Figures,
  inTurns,
  median,
  type Step,
  sumOf,
  typicalOf,
  warmUp,
} from './contender.ts'
import { peer } from './peers.ts'
import { openPostgres } from './postgres.ts'

/*
 * Single commands, each one event, decided against its stream and stored durably.
 * Ours: HTTP to an agency's process, from there gRPC to the node's process, one sync for whoever waits.
 * The limit: the same way, with nothing done on it.
 * Theirs: Emmett's command handler in this process, on PostgreSQL and on SQLite.
 *
 * Theirs is called where ours is sent commands. So the limit is set against theirs too: what no service behind HTTP can
 * pass; and processor time is also compared without what the sender takes, which is no part of a service.
 *
 *   pnpm bench commands [--seconds=0.25] [--rounds=28]
 */
const SECONDS = option('seconds', 0.25)
const ROUNDS = option('rounds', 28)
const STREAMS = 64
const MOST_CALLERS = 32

const payload = {
  observation: 'smoke over the ridge, wind from the north',
  grade: 'B2',
  lat: 49.62,
  lon: 112.55,
}

const run = randomUUID().slice(0, 8)
const streamOf = (caller: number, count: number): string => `${run}-${caller}-${count % STREAMS}`

interface EmmettStore {
  readonly close?: () => Promise<void>
}
interface Emmett {
  readonly CommandHandler: (options: {
    evolve: (state: { count: number }, event: unknown) => { count: number }
    initialState: () => { count: number }
  }) => (store: unknown, stream: string, decide: (state: { count: number }) => unknown) => Promise<unknown>
}

const inProcess = async (store: EmmettStore): Promise<Step> => {
  const { CommandHandler } = (await peer('@event-driven-io/emmett')) as Emmett
  const handle = CommandHandler({
    evolve: (state) => ({ count: state.count + 1 }),
    initialState: () => ({ count: 0 }),
  })
  return async (caller, count) => {
    await handle(store, streamOf(caller, count), () => ({ type: 'FieldObservation', data: payload }))
  }
}

/** One after the other, and once more where SQLite says that it is busy: such a command has changed nothing. */
const oneByOne = (step: Step): Step => {
  let last: Promise<void> = Promise.resolve()
  const patiently = async (caller: number, count: number, attempts = 5): Promise<void> => {
    try {
      await step(caller, count)
    } catch (error) {
      if (attempts === 0 || (error as { code?: string }).code !== 'SQLITE_BUSY') throw error
      await patiently(caller, count, attempts - 1)
    }
  }
  return (caller, count) => {
    const result = last.then(() => patiently(caller, count))
    last = result.catch(() => {})
    return result
  }
}

const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))

/** A process with its log, given commands over HTTP. */
const overHttp = async (name: string, main?: string) => {
  const site = await startBare(join(folder, name), await freePorts(1), main)
  const caller = openCommandCaller(site.url, site.token, MOST_CALLERS)
  const step: Step = (one, count) => caller.send(streamOf(one, count), 'ReportObservation', payload)
  const close = async () => {
    await caller.close()
    await site.stop()
  }
  return { name, step, pids: site.pids, close }
}

const contenders: (Contender & { readonly close: () => Promise<void> })[] = [
  await overHttp('ours'),
  await overHttp('express and client alone', new URL('./bare-relay.ts', import.meta.url).pathname),
]

const postgres = await openPostgres()
const forPostgres = (await peer('@event-driven-io/emmett-postgresql')) as
  | { getPostgreSQLEventStore: (url: string) => EmmettStore }
  | undefined
if (postgres && forPostgres) {
  const store = forPostgres.getPostgreSQLEventStore(postgres.url)
  const close = async () => {
    await store.close?.()
    await postgres.stop()
  }
  const pids = { server: postgres.pid }
  contenders.push({ name: 'emmett-postgresql', step: await inProcess(store), pids, close })
}
const forSqlite = (await peer('@event-driven-io/emmett-sqlite')) as
  | { getSQLiteEventStore: (options: object) => EmmettStore }
  | undefined
if (forSqlite) {
  const store = forSqlite.getSQLiteEventStore({
    fileName: join(folder, 'emmett.sqlite'),
    schema: { autoMigration: 'CreateOrUpdate' },
  })
  // Called at once by two it fails; see oneByOne.
  const step = oneByOne(await inProcess(store))
  contenders.push({ name: 'emmett-sqlite', step, pids: {}, close: async () => {} })
}

const ready = await warmedUp()
for (const callers of [MOST_CALLERS, 1]) {
  const found = await inTurns(callers, ready, SECONDS, ROUNDS)
  for (const [index, { name }] of ready.entries()) {
    const { perSecond, cpuMs } = typicalOf(found[index]!)
    console.log(`${String(callers).padStart(2)} callers  ${name.padEnd(24)} ${Math.round(perSecond)}/s`)
    console.log(`            ${costOf(cpuMs)}`)
    // Ours and its limit, which come first, against all that come after them.
    for (const [sent, { name: one, pids }] of ready.slice(0, index).entries()) {
      if ('agency' in pids) console.log(`            ${one} is ${timesOf(found[sent]!, found[index]!)}`)
    }
  }
}
// Emmett's pool of connections outlives its store and fails when the server goes: nothing is measured any more.
process.on('uncaughtException', () => {})
for (const { close } of contenders) await close()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

/** Of the two turns of the same round, because the machine changes. */
function timesOf(sent: readonly Figures[], others: readonly Figures[]): string {
  const times = (by: (ours: Figures, theirs: Figures) => number): string =>
    median(sent.map((ours, round) => by(ours, others[round]!))).toFixed(2)
  const faster = times((ours, theirs) => ours.perSecond / theirs.perSecond)
  const cheaper = times((ours, theirs) => sumOf(theirs.cpuMs) / sumOf(ours.cpuMs))
  const serving = times((ours, theirs) => servingMs(theirs) / servingMs(ours))
  return `${faster} times as fast, ${cheaper} times by processor time, ${serving} times without what callers take`
}

/** What a command takes of whoever serves it: where a process does, this one only calls. */
function servingMs({ cpuMs }: Figures): number {
  return 'agency' in cpuMs ? sumOf(cpuMs) - cpuMs.here! : sumOf(cpuMs)
}

/** Those of the contenders that go at all: another's store may fail on this machine. */
async function warmedUp(): Promise<readonly Contender[]> {
  const able: Contender[] = []
  for (const contender of contenders) {
    try {
      await warmUp(MOST_CALLERS, contender)
      able.push(contender)
    } catch (error) {
      if (contender === contenders[0]) throw error
      console.log(`${contender.name} failed: ${(error as Error).message}`)
    }
  }
  return able
}
