import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { example } from './example-event.ts'

/** Events per second by so many writers that each wait for their answer, each append of `batch` events. */
export const appendRate = async (
  client: EventStoreDBClient,
  { writers, batch, seconds }: { writers: number; batch: number; seconds: number },
): Promise<number> => {
  let written = 0
  const end = performance.now() + seconds * 1000
  const start = performance.now()
  const write = async (stream: string): Promise<void> => {
    while (performance.now() < end) {
      await client.appendToStream(
        stream,
        Array.from({ length: batch }, (_, i) => example(i)),
      )
      written += batch
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, i) => write(`police-${writers}-${batch}-${i}`)))
  return written / ((performance.now() - start) / 1000)
}

/** Events per second of one reader that reads `count` events of the log. */
export const readRate = async (client: EventStoreDBClient, count: number): Promise<number> => {
  const start = performance.now()
  let read = 0
  for await (const _ of client.readAll({ maxCount: count })) read++
  return read / ((performance.now() - start) / 1000)
}

/** Milliseconds from the call of an append to the event at a subscriber, at a steady rate of single appends. */
export const deliveryMs = async (
  client: EventStoreDBClient,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<readonly number[]> => {
  const sent = new Map<string, number>()
  const took: number[] = []
  const subscription = client.subscribeToAll({ fromPosition: 'end' })
  await new Promise((resolve) => subscription.once('confirmation', resolve))
  subscription.on('data', ({ event }) => {
    const start = event && sent.get(event.id)
    if (start !== undefined) took.push(performance.now() - start)
  })
  const total = perSecond * seconds
  for (let i = 0; i < total; i++) {
    const event = example(i)
    sent.set(event.id, performance.now())
    void client.appendToStream('police-latency', event)
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond))
  }
  while (took.length < total) await new Promise((resolve) => setTimeout(resolve, 10))
  await subscription.unsubscribe()
  return took.sort((a, b) => a - b)
}

/** How often a second this disk makes a small write safe. */
export const syncRate = (folder: string, seconds: number): number => {
  const file = join(folder, 'sync-probe')
  const descriptor = openSync(file, 'w')
  const block = Buffer.alloc(4096, 1)
  const start = performance.now()
  let syncs = 0
  for (; performance.now() - start < seconds * 1000; syncs++) {
    writeSync(descriptor, block)
    fdatasyncSync(descriptor)
  }
  const rate = syncs / ((performance.now() - start) / 1000)
  closeSync(descriptor)
  unlinkSync(file)
  return rate
}
