import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@concord/embedded-node'
import { defineEvent, type LogItem, type NewEvent, personal } from '@concord/kernel'
import { EventStoreDBClient } from '@eventstore/db-client'
import { z } from 'zod'
import type { Verification } from '../checking/check.ts'
import { type ConnectedEventLog, openAgencyKeys, openEventLog, prepareKeys } from '../index.ts'

export const SightingReported = defineEvent({
  type: 'SightingReported',
  schemaVersion: 1,
  command: 'ReportSighting',
  description: 'Somebody may have been seen.',
  data: z.object({
    place: z.string(),
    subjects: z.array(z.object({ subject: z.string(), name: personal(z.string()).optional() })).optional(),
  }),
})
const PlaceNoted = defineEvent({
  type: 'PlaceNoted',
  schemaVersion: 1,
  command: 'NotePlace',
  description: 'Something is said of a place.',
  data: z.object({ place: z.string(), subjects: z.array(z.string()).optional() }),
})
export const agencies = ['police', 'border'].map((name) => ({ name, events: [SightingReported, PlaceNoted] }))

/** A store with the logs of two agencies that share a folder of keys. */
export type LogsInTest = Awaited<ReturnType<typeof openLogsInTest>>

/** Starts the store. What is opened of it is closed after each test. */
export const openLogsInTest = async () => {
  const node = await startNode({ port: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'concord-keys-'))
  prepareKeys(folder, ['police', 'border'])
  const opened: { close: () => unknown }[] = []
  const logOf = (agency: string, verify: Verification = 'chain-heads'): ConnectedEventLog => {
    const keys = openAgencyKeys(folder)
    const { connectionString } = node
    const log = openEventLog({ connectionString, agencies, keys, agency, verify })
    opened.push(log, keys)
    return log
  }
  const bareClient = (): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(node.connectionString)
    opened.push({ close: () => client.dispose() })
    return client
  }
  const closeOpened = async (): Promise<void> => {
    for (const each of opened.splice(0)) await each.close()
  }
  const close = async (): Promise<void> => {
    await closeOpened()
    await node.stop()
    await rm(folder, { recursive: true })
  }
  return { node, folder, opened, logOf, bareClient, closeOpened, close }
}

/** What an agency reports of a place. */
export const sighting = (agency: string, place: string, more: object = {}): NewEvent => ({
  id: randomUUID(),
  type: 'SightingReported',
  data: { place, ...more },
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    occurredAt: '2025-04-23T13:20:00+08:00',
    agency,
    actor: { subject: 'duty-1', role: 'duty-officer', agency },
    mode: 'operational',
    marking: { tlp: 'GREEN' },
  },
})
/** Of a stream that is not there yet. */
export const fresh = { revision: 'no-stream', hash: null } as const
/** The name of a stream that nobody else uses. */
export const streamOf = (agency: string): string => `${agency}-${randomUUID()}`
/** Appends sightings to a stream that is not there yet. */
export const written = async (log: ConnectedEventLog, stream: string, places: readonly string[]) => {
  const agency = stream.slice(0, stream.indexOf('-'))
  const appended = await log.append(
    stream,
    fresh,
    places.map((place) => sighting(agency, place)),
  )
  if (!appended.ok) throw new Error(JSON.stringify(appended.error))
  return appended.value
}
/** What a follower is given of one stream until it has caught up. */
export const followed = async (log: ConnectedEventLog, stream: string): Promise<readonly LogItem[]> => {
  const items: LogItem[] = []
  const end = new AbortController()
  for await (const batch of log.follow({ signal: end.signal })) {
    items.push(...batch.filter((item) => 'event' in item && item.event.stream === stream))
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  return items
}
