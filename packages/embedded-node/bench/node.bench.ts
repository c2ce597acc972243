import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EventStoreDBClient } from '@eventstore/db-client'
import { emmettSqliteRate } from './emmett-sqlite.ts'
import { fillStore } from './fill-store.ts'
import { answerMs, appendRate, deliveryMs, readRate, syncRate } from './rates.ts'
import { type ServerProcess, startProcess } from './server-process.ts'
import { type Comparison, type Side, sideBySide } from './side-by-side.ts'
import { type OnSlowDisk, onSlowDisk } from './slow-disk.ts'

/**
 * The embedded node beside what it could at best do, in one run on one machine: the disk's syncs, the client against a
 * server that stores nothing, and emmett-sqlite in process. Microseconds are processor time for each event, the client's
 * and the server's.
 *
 * A disk that syncs as often as the client sends cannot show what writers share: the node is tried once more with syncs that
 * take some milliseconds longer, as those of other machines do.
 *
 * --seconds for each figure and --rounds of them, --read events to catch up on, --folder whose disk is measured; --peer the folder with
 * emmett-sqlite. How the node's memory fares is for `node-memory.bench.ts` to say.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.7' },
    rounds: { type: 'string', default: '7' },
    read: { type: 'string', default: '50000' },
    peer: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const seconds = Number(values.seconds)
const toRead = Number(values.read)
const rounds = Number(values.rounds)
const folder = await mkdtemp(join(values.folder, 'node-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const store = join(folder, 'store')
await fillStore(store, toRead)
const nodeProcess = await startProcess('../main.ts', ['--insecure', '--port', '0', '--data', store])
const echoProcess = await startProcess('./echo-node.ts')
const connected = ({ connectionString, pid }: ServerProcess): Side => ({
  client: EventStoreDBClient.connectionString(connectionString),
  pid,
})
const node = connected(nodeProcess)
const echo = connected(echoProcess)

const whole = (rate: number | string): string =>
  typeof rate === 'string' ? rate : Math.round(rate).toLocaleString('en')
const line = (what: string, cells: readonly string[]): void =>
  console.log(`${what.padEnd(30)}${cells.map((cell) => cell.padStart(14)).join('')}`)
const row = (what: string, { node, echo, share }: Comparison, peer: number | string = ''): void =>
  line(what, [
    ...[node.perSecond, echo.perSecond].map(whole),
    share.toFixed(2),
    ...[node, echo].map((pace) => `${pace.clientCost.toFixed(1)} + ${pace.serverCost.toFixed(1)}`),
    `  ${whole(peer)}`,
  ])

const sharing = 20
const slowly = (slow: OnSlowDisk | string): string => {
  if (typeof slow === 'string') return `not measured: ${slow}`
  const times = slow.perSecond / slow.syncs
  const figures = `${whole(slow.perSecond)} events/s, ${whole(slow.syncs)} syncs/s`
  return `${times.toFixed(1)} times its syncs (${figures}; mark ${sharing}: ${times >= sharing ? 'reached' : 'MISSED'})`
}

const syncs = syncRate(folder, seconds)
console.log(`the disk: ${whole(syncs)} syncs/s (4 KiB written, then fdatasync)\n`)
line('events/s', ['node', 'no store', 'share', 'node us', 'no store us', '  emmett-sqlite'])

const shapes = [
  { writers: 1, batch: 1 },
  { writers: 32, batch: 1 },
  { writers: 256, batch: 1 },
  { writers: 32, batch: 100 },
]
for (const { client } of [echo, node]) {
  await appendRate(client, { writers: 8, batch: 100, seconds: 1 })
  await readRate(client, toRead)
}
let singles = 0
for (const shape of shapes) {
  const compared = await sideBySide(node, echo, rounds, (client) => appendRate(client, { ...shape, seconds }))
  if (shape.writers === 256) singles = compared.node.perSecond
  const peer = await emmettSqliteRate(folder, values.peer, { ...shape, seconds })
  row(`append, ${shape.writers} writers, ${shape.batch} a time`, compared, peer)
}
const read = await sideBySide(node, echo, rounds, (client) => readRate(client, toRead))
row(`catch-up read of ${toRead.toLocaleString('en')}`, read)

console.log(`\n256 writers against this disk: ${(singles / syncs).toFixed(1)} times its syncs`)
for (const syncMs of [2, 4, 8]) {
  const slow = await onSlowDisk(folder, { syncMs, seconds: 3 * seconds })
  console.log(`256 writers against this disk with syncs ${syncMs} ms longer: ${slowly(slow)}`)
}
const steady = { perSecond: 200, seconds: rounds * seconds }
const quantiles = (took: readonly number[]): string => {
  const at = (share: number): string =>
    took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`
}
console.log(`200 appends/s, to the answer without a store: ${quantiles(await answerMs(echo.client, steady))}`)
console.log(`200 appends/s, to the node's answer: ${quantiles(await answerMs(node.client, steady))}`)
console.log(`200 appends/s, to a subscriber: ${quantiles(await deliveryMs(node.client, steady))}`)
console.log(`the node's memory afterwards: ${nodeProcess.residentMiB()} MiB`)

await node.client.dispose()
await echo.client.dispose()
await nodeProcess.stop()
await echoProcess.stop()
