import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineEvent, type NewEvent, personal, type StreamHead } from '@concord/kernel'
import { z } from 'zod'
import { type AgencyKeys, type ConnectedEventLog, openAgencyKeys, prepareKeys } from '../index.ts'

/** An event of the size that agencies record: some 900 bytes with its envelope. */
export const SightingReported = defineEvent({
  type: 'SightingReported',
  schemaVersion: 1,
  command: 'ReportSighting',
  description: 'Somebody may have been seen.',
  data: z.object({
    observation: z.string(),
    lat: z.number(),
    lon: z.number(),
    subjects: z.array(z.object({ subject: z.string(), name: personal(z.string()).optional() })).optional(),
  }),
})

export const agencies = ['police', 'border', 'joc'].map((name) => ({ name, events: [SightingReported] }))

/** A node in a process of its own and a folder of keys; `remove` ends it, and deletes both unless they are to be kept. */
export interface BenchSite {
  readonly connectionString: string
  readonly folder: string
  readonly keys: AgencyKeys
  /** Whether the folder held a log before. */
  readonly isWritten: boolean
  /** The processor time that the node has used so far. */
  readonly storeTime: () => Promise<NodeJS.CpuUsage>
  readonly remove: () => Promise<void>
}

export const fresh: StreamHead = { revision: 'no-stream', hash: null }

/** In a folder that is kept, or in one of its own. */
export const openBenchSite = async (kept?: string): Promise<BenchSite> => {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'concord-bench-'))
  const store = join(folder, 'store')
  const isWritten = existsSync(store)
  prepareKeys(
    folder,
    agencies.map(({ name }) => name),
  )
  const node = fork(new URL('./node-process.ts', import.meta.url), [store])
  const [connectionString] = (await once(node, 'message')) as [string]
  const keys = openAgencyKeys(folder)
  const storeTime = async (): Promise<NodeJS.CpuUsage> => {
    node.send('processor-time')
    return ((await once(node, 'message')) as [NodeJS.CpuUsage])[0]
  }
  const remove = async (): Promise<void> => {
    keys.close()
    node.send('stop')
    await once(node, 'exit')
    if (kept === undefined) rmSync(folder, { recursive: true })
  }
  return { connectionString, folder, keys, isWritten, storeTime, remove }
}

/** A new event of the police; `name` puts a personal field in. */
export const sighting = (index: number, name?: string): NewEvent => ({
  id: randomUUID(),
  type: SightingReported.type,
  data: {
    observation: `Two riders with some fifteen horses going north along the dry river bed, seen from post ${index}`,
    lat: 49.5 + (index % 100) / 1000,
    lon: 114.2 + (index % 70) / 1000,
    ...(name === undefined ? {} : { subjects: [{ subject: `P-${index % 100}`, name }] }),
  },
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    reference: `NB25-${index}`,
    summary: 'Riders with horses going north',
    occurredAt: '2025-04-23T13:20:00+08:00',
    agency: 'police',
    actor: { subject: 'duty-1', role: 'duty-officer', agency: 'police' },
    mode: 'operational',
    marking: { tlp: 'AMBER', releaseTo: ['border', 'emergency'] },
  },
})

/**
 * Writes events of the police into streams that interleave as incidents do: some hundreds are open at a time, and each
 * ends after its share. Batches of up to ten, so that writing does not take longer than what is measured.
 */
export const writeLog = async (
  log: ConnectedEventLog,
  events: number,
  streams: number,
  part = 0,
): Promise<void> => {
  const share = Math.ceil(events / streams)
  let made = 0
  let written = 0
  const writeStream = async (): Promise<void> => {
    while (made < streams) {
      const stream = `police-INC-${part}-${made++}`
      let head = fresh
      for (let left = share; left > 0 && written < events; ) {
        const size = Math.min(left, 10, events - written)
        written += size
        left -= size
        const batch = Array.from({ length: size }, (_, index) => sighting(written - index))
        head = await appendPatiently(log, stream, head, batch)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(200, streams) }, writeStream))
}

/** Attempts at an append while the store is too busy to answer. The same events again are recorded once. */
const ATTEMPTS = 20

const appendPatiently = async (
  log: ConnectedEventLog,
  stream: string,
  head: StreamHead,
  batch: readonly NewEvent[],
): Promise<StreamHead> => {
  for (let attempt = 1; ; attempt++) {
    const appended = await log.append(stream, head, batch)
    if (appended.ok) return appended.value.head
    if (appended.error.kind !== 'unavailable' || attempt === ATTEMPTS) {
      throw new Error(JSON.stringify(appended.error))
    }
    await sleep(1_000)
  }
}
