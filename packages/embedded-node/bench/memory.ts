import type { EventStoreDBClient } from '@eventstore/db-client'
import { example } from './example-event.ts'
import type { ServerProcess } from './server-process.ts'

/** Appends until the log holds `events` and prints the node's resident memory ten times on the way. */
export const memoryWhileGrowing = async (
  client: EventStoreDBClient,
  node: ServerProcess,
  events: number,
): Promise<void> => {
  const batch = Array.from({ length: 500 }, (_, i) => i)
  const step = Math.max(1, Math.floor(events / 10))
  let written = 0
  let next = step
  const write = async (writer: number): Promise<void> => {
    while (written < events) {
      written += batch.length
      await client.appendToStream(`memory-${writer}-${Math.floor(written / 10_000)}`, batch.map(example))
      if (written < next) continue
      next += step
      console.log(`${written.toLocaleString('en').padStart(12)} events: ${node.residentMiB()} MiB`)
    }
  }
  await Promise.all([0, 1, 2, 3].map(write))
}

/** Opens and leaves subscriptions, fifty at a time, and prints the node's resident memory before and after. */
export const memoryWithReaders = async (
  client: EventStoreDBClient,
  node: ServerProcess,
  readers: number,
): Promise<void> => {
  const before = node.residentMiB()
  const once = async (): Promise<void> => {
    const subscription = client.subscribeToAll({ fromPosition: 'end' })
    await new Promise((resolve) => subscription.once('confirmation', resolve))
    await subscription.unsubscribe()
  }
  for (let done = 0; done < readers; done += 50) await Promise.all(Array.from({ length: 50 }, once))
  console.log(
    `${readers.toLocaleString('en')} subscriptions came and went: ${before} MiB before, ${node.residentMiB()} MiB after`,
  )
}
