import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { EventStoreDBClient } from '@eventstore/db-client'
import type { NodeStatistics } from '../index.ts'
import { example } from './example-event.ts'
import { processorMs } from './processor-time.ts'
import { startProcess } from './server-process.ts'

/**
 * What subscribers cost an append: the node's processor time for it and how long its one writer waits, with nobody listening, with
 * --subscribers that follow the log, and with as many whose filter lets everything or nothing through. Of --appends each.
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    appends: { type: 'string', default: '300' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const appends = Number(values.appends)
const folder = await mkdtemp(join(values.folder, 'subscribers-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const node = await startProcess('../main.ts', ['--insecure', '--port', '0', '--data', folder])
const client = EventStoreDBClient.connectionString(node.connectionString)

const liveSubscriptions = async (): Promise<number> => {
  const url = node.connectionString.replace('esdb:', 'http:').replace(/\?.*/, '/stats')
  return ((await (await fetch(url)).json()) as NodeStatistics).liveSubscriptions
}

const measure = async (who: string, count: number, ...filter: readonly string[]): Promise<void> => {
  const args = [node.connectionString, String(count), ...filter]
  const subscribers = await startProcess('./subscriber-process.ts', args)
  while ((await liveSubscriptions()) < count) await wait(20)
  await appendOneByOne()
  const before = processorMs(node.pid)
  const took = await appendOneByOne()
  const cost = ((processorMs(node.pid) - before) * 1000) / appends
  const at = (share: number): string => took[Math.floor((took.length - 1) * share)]!.toFixed(1)
  const rate = (1000 * appends) / took.reduce((sum, each) => sum + each, 0)
  const cells = [cost.toFixed(0), rate.toFixed(0), at(0.5), at(0.99)]
  console.log(`${who.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}`)
  await subscribers.stop()
  while ((await liveSubscriptions()) > 0) await wait(20)
}

/** Milliseconds that each append took, in ascending order. */
const appendOneByOne = async (): Promise<readonly number[]> => {
  const took: number[] = []
  for (let i = 0; i < appends; i++) {
    const start = performance.now()
    await client.appendToStream(`police-${i % 10}`, example(i))
    took.push(performance.now() - start)
  }
  return took.sort((a, b) => a - b)
}

const count = Number(values.subscribers)
const many = count.toLocaleString('en')
console.log(
  `${'appends of one event, one after the other'.padEnd(44)}${['node us', 'appends/s', 'p50 ms', 'p99 ms'].map((cell) => cell.padStart(12)).join('')}`,
)
await measure('nobody listens', 0)
await measure(`${many} follow the log`, count)
await measure(`${many} with a filter, everything passes`, count, '^police-[0-9]+$')
await measure(`${many} with a filter, nothing passes`, count, '^border-[0-9]+$')
await client.dispose()
await node.stop()
