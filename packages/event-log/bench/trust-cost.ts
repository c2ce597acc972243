import { randomUUID, verify } from 'node:crypto'
import type { NewEvent } from '@concord/kernel'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { encoder } from '../encode.ts'
import { type ConnectedEventLog, openSigningKey, ownership, signedForm, verifyLog } from '../index.ts'
import { publicKeyOf } from '../signing/signing-key.ts'
import { agencies, type BenchSite, fresh, sighting } from './written-log.ts'

/** What trust costs, each figure beside what it is a share of. */
export interface TrustCost {
  readonly signUs: number
  readonly verifyUs: number
  readonly sealUs: number
  /** Everything on (sealed, chained, signed, checked against its schema) over a bare append of the same bytes. */
  readonly append: readonly {
    readonly callers: number
    readonly onUs: number
    readonly offUs: number
    readonly ratio: number
  }[]
  /** Reading the log through the client over verifying all of it: above 1 the verification is faster. */
  readonly verification: {
    readonly events: number
    readonly verifyS: number
    readonly readS: number
    readonly ratio: number
  }
}

/** Runs all measurements on one machine in one go. `appends` for each number of callers; the log is what was written. */
export const measureTrust = async (
  site: BenchSite,
  log: ConnectedEventLog,
  appends: number,
): Promise<TrustCost> => {
  const signer = openSigningKey(site.keys.folder, 'police')
  const owners = ownership(agencies)
  const encode = encoder(owners, site.keys.ring, signer)
  const plain = sighting(1)
  const [encoded] = await encode('police-1', fresh, [plain])
  const text = signedForm(encoded!.chained)
  const signature = Buffer.from(signer.sign(text), 'base64url')
  const publicKey = publicKeyOf(signer.x)

  const signUs = await eachUs(2_000, () => signer.sign(text))
  const verifyUs = await eachUs(2_000, () => verify(null, Buffer.from(text), publicKey, signature))
  const withName = await eachUs(2_000, () => encode('police-1', fresh, [sighting(1, 'Ganbold')]))
  const without = await eachUs(2_000, () => encode('police-1', fresh, [sighting(1)]))
  // First, because the bare appends leave events that nobody signed for.
  const verification = await verificationCost(site)
  const append = []
  for (const callers of [1, 32]) append.push(await appendCost(site, log, callers, appends))
  return { signUs, verifyUs, sealUs: Math.max(0, withName - without), append, verification }
}

const appendCost = async (
  { connectionString, keys }: BenchSite,
  log: ConnectedEventLog,
  callers: number,
  appends: number,
): Promise<TrustCost['append'][number]> => {
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
  // In turns, so that what else the machine does falls on both alike.
  const rounds = await inTurns(5, [
    () => concurrently(callers, appends, off),
    () => concurrently(callers, appends, (index) => on(sighting(index, 'Ganbold'))),
  ])
  await client.dispose()
  const [offUs, onUs] = rounds as [number, number]
  return { callers, onUs, offUs, ratio: onUs / offUs }
}

const verificationCost = async ({
  connectionString,
  keys,
}: BenchSite): Promise<TrustCost['verification']> => {
  const client = EventStoreDBClient.connectionString(connectionString)
  let events = 0
  const read = async (): Promise<number> => {
    const start = performance.now()
    let count = 0
    for await (const { event } of client.readAll()) if (event && !event.type.startsWith('$')) count += 1
    events = count
    return performance.now() - start
  }
  const verified = async (): Promise<number> => {
    const start = performance.now()
    const result = await verifyLog({ connectionString, agencies, anchors: keys.anchors })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    return performance.now() - start
  }
  const [readMs, verifyMs] = (await inTurns(3, [read, verified])) as [number, number]
  await client.dispose()
  return { events, readS: readMs / 1_000, verifyS: verifyMs / 1_000, ratio: readMs / verifyMs }
}

const eachUs = async (times: number, run: () => unknown): Promise<number> => {
  for (let index = 0; index < times / 10; index++) await run()
  const start = performance.now()
  for (let index = 0; index < times; index++) await run()
  return ((performance.now() - start) * 1_000) / times
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

/** The median of each measurement over rounds in which they take turns; the first round warms up. */
const inTurns = async (
  rounds: number,
  measurements: readonly (() => Promise<number>)[],
): Promise<readonly number[]> => {
  const found = measurements.map((): number[] => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, measure] of measurements.entries()) {
      const value = await measure()
      if (round > 0) found[index]!.push(value)
    }
  }
  return found.map((values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!)
}
