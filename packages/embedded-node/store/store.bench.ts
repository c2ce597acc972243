import { randomUUID } from 'node:crypto'
import { fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logFile } from './layout.ts'
import { openStore } from './open-store.ts'
import type { ProposedEvent, Store } from './store.ts'

/**
 * What the store does alone, without the protocol: `node store.bench.ts [events]`.
 * Prints the disk's own sync rate first, because every figure for appends hangs on it.
 */
const events = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'store-bench-'))
const secondsEach = 3

const main = async (): Promise<void> => {
  const syncs = syncsPerSecond()
  say('disk syncs/s', syncs)
  let store = await openStore({ folder })
  for (const writers of [1, 32, 256]) {
    const rate = await appendRate(store, writers, 1)
    say(`appends/s, ${writers} writers`, rate, `${(rate / syncs).toFixed(1)} x sync rate`)
  }
  for (const writers of [1, 16])
    say(`events/s in batches of 100, ${writers} writers`, await appendRate(store, writers, 100))
  await fill(store, events)
  await store.close()
  const before = performance.now()
  store = await openStore({ folder })
  say(`open ms with ${store.lastPosition()} events`, performance.now() - before)
  say('catch-up events/s', readRate(store))
  say('appends/s, 256 writers, on the full log', await appendRate(store, 256, 1))
  say('resident MB', process.memoryUsage().rss / 1e6)
  say('log MB', statSync(logFile(folder)).size / 1e6)
  await store.close()
}

const say = (what: string, figure: number, note = ''): void => {
  console.log(`${what.padEnd(44)}${figure.toFixed(figure < 100 ? 1 : 0).padStart(12)}  ${note}`)
}

const syncsPerSecond = (): number => {
  const file = openSync(join(folder, 'sync-probe'), 'w')
  const block = Buffer.alloc(4096)
  const start = performance.now()
  let syncs = 0
  for (; performance.now() - start < 1000; syncs += 1) {
    writeSync(file, block)
    fdatasyncSync(file)
  }
  return (syncs * 1000) / (performance.now() - start)
}

const appendRate = async (store: Store, writers: number, batch: number): Promise<number> => {
  const start = performance.now()
  const end = start + secondsEach * 1000
  let appended = 0
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const stream = `incident-${writer}-${batch}-${turn >> 5}`
      await store.append({ stream, expected: 'any', events: someEvents(batch) })
      appended += batch
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  return (appended * 1000) / (performance.now() - start)
}

const fill = async (store: Store, upTo: number): Promise<void> => {
  for (let stream = 0; Number(store.lastPosition()) < upTo; stream += 1) {
    const appends = Array.from({ length: 20 }, (_, lane) =>
      store.append({ stream: `filler-${stream}-${lane}`, expected: 'any', events: someEvents(100) }),
    )
    await Promise.all(appends)
  }
}

const readRate = (store: Store): number => {
  const start = performance.now()
  let read = 0
  let next: bigint | undefined = 1n
  while (next !== undefined && performance.now() - start < secondsEach * 1000) {
    const page = store.readAll(next, 'forwards', 500)
    read += page.events.length
    next = page.next
  }
  return (read * 1000) / (performance.now() - start)
}

const data = Buffer.from(JSON.stringify({ note: 'x'.repeat(180), at: { lat: 48.1, lon: 114.5 } }))
const metadata = Buffer.from(JSON.stringify({ $correlationId: randomUUID(), actor: 'duty-sergeant' }))

const someEvents = (count: number): ProposedEvent[] =>
  Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'IncidentReported',
    contentType: 'application/json',
    data,
    metadata,
  }))

try {
  await main()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
