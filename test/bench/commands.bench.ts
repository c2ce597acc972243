import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../infra/launcher/ports.ts'
import { startBare } from './bare-agency.ts'
import { peer } from './peers.ts'
import { openPostgres } from './postgres.ts'

/*
 * Single commands, each one event, decided against its stream and stored durably.
 * Ours: HTTP to an agency's process, from there gRPC to the node's process, one sync for whoever waits.
 * Theirs: Emmett's command handler in this process, on PostgreSQL and on SQLite.
 */

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5)
const STREAMS = 64

type Step = (caller: number, count: number) => Promise<void>

/** Commands a second by this many callers, each of whom waits for its answer. */
const rate = async (callers: number, step: Step, seconds = SECONDS): Promise<number> => {
  const until = performance.now() + seconds * 1000
  let done = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let count = 0; performance.now() < until; count++) {
        await step(caller, count)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - began)
}

const payload = {
  observation: 'smoke over the ridge, wind from the north',
  grade: 'B2',
  lat: 49.62,
  lon: 112.55,
}

const run = randomUUID().slice(0, 8)
const streamOf = (caller: number, count: number): string => `${run}-${caller}-${count % STREAMS}`

const overHttp = (url: string, token: string): Step => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return (caller, count) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ occurredAt: new Date().toISOString(), data: payload })
      const sent = request(
        `${url}/v1/incidents/${streamOf(caller, count)}/commands/ReportObservation`,
        {
          agent,
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'idempotency-key': randomUUID(),
          },
        },
        (response) => {
          response
            .resume()
            .on('end', () =>
              response.statusCode === 201 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
            )
        },
      )
      sent.on('error', reject).end(body)
    })
}

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
const ours = await startBare(folder, await freePorts(1))
const contenders: { readonly name: string; readonly step: Step; readonly close: () => Promise<void> }[] = [
  { name: 'ours, over HTTP', step: overHttp(ours.url, ours.token), close: ours.stop },
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
  contenders.push({ name: 'emmett-postgresql', step: await inProcess(store), close })
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
  contenders.push({ name: 'emmett-sqlite', step: oneByOne(await inProcess(store)), close: async () => {} })
}

for (const callers of [1, 32]) {
  const rates: number[] = []
  for (const { name, step } of contenders) {
    try {
      // First unmeasured: streams come to exist and code is compiled, for every contender alike.
      await rate(callers, step, SECONDS / 2)
      rates.push(await rate(callers, step))
    } catch (error) {
      rates.push(Number.NaN)
      console.log(`${name} with ${callers} callers failed: ${(error as Error).message}`)
    }
  }
  for (const [index, { name }] of contenders.entries()) {
    const ratio = index === 0 ? '' : `  ours is ${(rates[0]! / rates[index]!).toFixed(2)} times as fast`
    console.log(
      `${String(callers).padStart(2)} callers  ${name.padEnd(18)} ${Math.round(rates[index]!)}/s${ratio}`,
    )
  }
}
// Emmett's pool of connections outlives its store and fails when the server goes: nothing is measured any more.
process.on('uncaughtException', () => {})
for (const { close } of contenders) await close()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
