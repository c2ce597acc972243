import { randomUUID } from 'node:crypto'
import type { NewEvent } from '@concord/kernel'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { encoder } from '../codec/encode.ts'
import { type ConnectedEventLog, openSigningKey, ownership } from '../index.ts'
import { agencies, type BenchSite, fresh, sighting } from './written-log.ts'

/** What an append costs at the edge of the log, without HTTP and without a decider, in microseconds of time. */
export interface AppendCost {
  readonly callers: number
  /** Checked against its schema, sealed, chained, signed. */
  readonly onUs: number
  /** The same bytes through the bare client. */
  readonly offUs: number
  readonly ratio: number
}

const ROUNDS = 5

export const appendCost = async (
  { connectionString, keys }: BenchSite,
  log: ConnectedEventLog,
  callers: number,
  appends: number,
): Promise<AppendCost> => {
  const client = EventStoreDBClient.connectionString(connectionString)
  const encode = encoder(ownership(agencies), keys.ring, openSigningKey(keys.folder, 'police'))
  const [sample] = await encode('police-1', fresh, [sighting(1, 'Ganbold')])
  const { type, data, metadata } = sample!.chained as { type: string; data: object; metadata: object }
  const off = async (): Promise<void> => {
    const event = jsonEvent({ id: randomUUID(), type, data, metadata } as never)
    await client.appendToStream(`bare-${randomUUID()}`, event, { expectedRevision: NO_STREAM })
  }
  const on = async (event: NewEvent): Promise<void> => {
    const appended = await log.append(`police-${randomUUID()}`, fresh, [event])
    if (!appended.ok) throw new Error(JSON.stringify(appended.error))
  }
  // In turns, so that what else the machine does falls on both alike; the first turn warms up.
  const pairs: { readonly offUs: number; readonly onUs: number; readonly ratio: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const offUs = await concurrently(callers, appends, off)
    const onUs = await concurrently(callers, appends, (index) => on(sighting(index, 'Ganbold')))
    if (round > 0) pairs.push({ offUs, onUs, ratio: onUs / offUs })
  }
  await client.dispose()
  const typical = pairs.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(pairs.length / 2)]!
  return { callers, ...typical }
}

/** Microseconds of wall time for each of `total` runs by so many callers. */
const concurrently = async (
  callers: number,
  total: number,
  run: (index: number) => Promise<void>,
): Promise<number> => {
  let next = 0
  const start = performance.now()
  const caller = async (): Promise<void> => {
    while (next < total) await run(next++)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return ((performance.now() - start) * 1_000) / total
}
