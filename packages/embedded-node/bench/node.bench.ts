import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EventStoreDBClient } from '@eventstore/db-client'
import { emmettSqliteRate } from './emmett-sqlite.ts'
import { appendRate, deliveryMs, readRate, syncRate } from './rates.ts'
import { startProcess } from './server-process.ts'

/**
 * The embedded node beside what it could at best do, in one run on one machine: the disk's syncs, the client against a
 * server that stores nothing, and emmett-sqlite in process.
 *
 * --seconds for each figure and --rounds of them, --read events to catch up on, --folder whose disk is measured; --peer the folder with
 * emmett-sqlite. How the node's memory fares is for `node-memory.bench.ts` to say.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    read: { type: 'string', default: '100000' },
    peer: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const seconds = Number(values.seconds)
const toRead = Number(values.read)
const rounds = Number(values.rounds)
const folder = await mkdtemp(join(values.folder, 'node-bench-'))
const node = await startProcess('../main.ts', ['--insecure', '--port', '0', '--data', join(folder, 'store')])
const echo = await startProcess('./echo-node.ts')
const onNode = EventStoreDBClient.connectionString(node.connectionString)
const onEcho = EventStoreDBClient.connectionString(echo.connectionString)

const whole = (rate: number | string): string =>
  typeof rate === 'string' ? rate : Math.round(rate).toLocaleString('en')
const row = (what: string, measured: number, ceiling: number, peer: number | string = ''): void => {
  const share = (measured / ceiling).toFixed(2)
  console.log(
    `${what.padEnd(34)}${whole(measured).padStart(10)}${whole(ceiling).padStart(12)}${share.padStart(8)}   ${whole(peer)}`,
  )
}

const syncs = syncRate(folder, seconds)
console.log(`the disk: ${whole(syncs)} syncs/s (4 KiB written, then fdatasync)\n`)
console.log(
  `${'events/s'.padEnd(34)}${'node'.padStart(10)}${'no store'.padStart(12)}${'share'.padStart(8)}   emmett-sqlite`,
)

const shapes = [
  { writers: 1, batch: 1 },
  { writers: 32, batch: 1 },
  { writers: 256, batch: 1 },
  { writers: 32, batch: 100 },
]
await appendRate(onEcho, { writers: 8, batch: 100, seconds: 1 })
await appendRate(onNode, { writers: 8, batch: 100, seconds: 1 })
/** Both in turn, several times, and the middle of each: whatever else the machine does hits both alike. */
const inTurn = async (
  measure: (client: EventStoreDBClient) => Promise<number>,
): Promise<{ readonly measured: number; readonly ceiling: number }> => {
  const [measured, ceiling]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    ceiling.push(await measure(onEcho))
    measured.push(await measure(onNode))
  }
  return { measured: middle(measured), ceiling: middle(ceiling) }
}
const middle = (figures: readonly number[]): number =>
  [...figures].sort((x, y) => x - y)[Math.floor(figures.length / 2)]!

let singles = 0
for (const shape of shapes) {
  const { measured, ceiling } = await inTurn((client) => appendRate(client, { ...shape, seconds }))
  if (shape.writers === 256) singles = measured
  const peer = await emmettSqliteRate(folder, values.peer, { ...shape, seconds })
  row(`append, ${shape.writers} writers, ${shape.batch} a time`, measured, ceiling, peer)
}
const enough = async (): Promise<void> => {
  let there = 0
  for await (const _ of onNode.readAll({ maxCount: toRead })) there++
  for (; there < toRead; there += 8000) await appendRate(onNode, { writers: 8, batch: 100, seconds: 0.2 })
}
await enough()
const reads = await inTurn((client) => readRate(client, toRead))
row(`catch-up read of ${toRead.toLocaleString('en')}`, reads.measured, reads.ceiling)

console.log(`\n256 writers against the disk: ${(singles / syncs).toFixed(1)} events a sync`)
const took = await deliveryMs(onNode, { perSecond: 200, seconds })
const at = (share: number): string =>
  took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(1)
console.log(`append to subscriber at 200/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`)
console.log(`the node's memory afterwards: ${node.residentMiB()} MiB`)

await onNode.dispose()
await onEcho.dispose()
await node.stop()
await echo.stop()
await rm(folder, { recursive: true, force: true })
