import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEvent, type NewEvent, personal } from '@concord/kernel'
import { z } from 'zod'
import { type AgencyKeys, openAgencyKeys, prepareKeys } from '../index.ts'

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

/** A node and a folder of keys for a benchmark; `remove` ends and deletes both. */
export const openBenchSite = async (): Promise<{
  readonly connectionString: string
  readonly keys: AgencyKeys
  readonly remove: () => Promise<void>
}> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))
  prepareKeys(
    folder,
    agencies.map(({ name }) => name),
  )
  const node = fork(new URL('./node-process.ts', import.meta.url))
  const [connectionString] = (await once(node, 'message')) as [string]
  const keys = openAgencyKeys(folder)
  const remove = async (): Promise<void> => {
    keys.close()
    node.send('stop')
    await once(node, 'exit')
    rmSync(folder, { recursive: true })
  }
  return { connectionString, keys, remove }
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
