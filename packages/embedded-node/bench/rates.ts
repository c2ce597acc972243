import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
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

/** Single appends at a steady rate, whether the ones before were answered or not. */
interface SteadyRate {
  readonly perSecond: number
  readonly seconds: number
}

/** Milliseconds from the call of an append to its answer, in ascending order. */
export const answerMs = async (client: EventStoreDBClient, rate: SteadyRate): Promise<readonly number[]> => {
  const took: number[] = []
  const total = await atSteadyRate(rate, (i) => {
    const start = performance.now()
    void client.appendToStream('police-answer', example(i)).then(() => took.push(performance.now() - start))
  })
  while (took.length < total) await wait(10)
  return took.sort((a, b) => a - b)
}

/** Milliseconds from the call of an append to the event at a subscriber, in ascending order. */
export const deliveryMs = async (
  client: EventStoreDBClient,
  rate: SteadyRate,
): Promise<readonly number[]> => {
  const sent = new Map<string, number>()
  const took: number[] = []
  const subscription = client.subscribeToAll({ fromPosition: 'end' })
  await new Promise((resolve) => subscription.once('confirmation', resolve))
  subscription.on('data', ({ event }) => {
    const start = event && sent.get(event.id)
    if (start !== undefined) took.push(performance.now() - start)
  })
  const total = await atSteadyRate(rate, (i) => {
    const event = example(i)
    sent.set(event.id, performance.now())
    void client.appendToStream('police-delivery', event)
  })
  while (took.length < total) await wait(10)
  await subscription.unsubscribe()
  return took.sort((a, b) => a - b)
}

/** Acts so often a second; a turn that comes late does not delay those after it. Returns how often it was. */
const atSteadyRate = async (
  { perSecond, seconds }: SteadyRate,
  act: (turn: number) => void,
): Promise<number> => {
  const start = performance.now()
  const total = Math.round(perSecond * seconds)
  for (let turn = 0; turn < total; turn++) {
    act(turn)
    const next = start + ((turn + 1) * 1000) / perSecond
    await wait(Math.max(0, next - performance.now()))
  }
  return total
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
