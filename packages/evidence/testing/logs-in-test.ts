import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@concord/embedded-node'
import {
  type KeyEnd,
  openAgencyKeys,
  openEventLog,
  openSigningKey,
  prepareKeys,
  rotateKey,
} from '@concord/event-log'
import { defineEvent, type NewEvent, personal, type StreamHead } from '@concord/kernel'
import { expect, vi } from 'vitest'
import { z } from 'zod'

const Noted = defineEvent({
  type: 'Noted',
  schemaVersion: 1,
  command: 'Note',
  description: 'Something was noted.',
  data: z.object({
    text: z.string(),
    place: z.string().optional(),
    subject: z.string().optional(),
    name: personal(z.string()).optional(),
  }),
})
const IncidentClosed = defineEvent({
  ...Noted,
  type: 'IncidentClosed',
  category: 'incident',
  command: 'CloseIncident',
})
/** As declared in the tests. */
type Agency = 'police' | 'border' | 'joc'
const agencies = ['police', 'border', 'joc'].map((name) => ({
  name,
  events: name === 'joc' ? [Noted, IncidentClosed] : [Noted],
}))

/** Opens the empty logs of three agencies over one store, with their keys, in a folder that is removed with them. */
export const openLogsInTest = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-evidence-'))
  prepareKeys(folder, ['police', 'border', 'joc'])
  const keys = openAgencyKeys(folder)
  const node = await startNode({ port: 0 })
  const { connectionString } = node
  const logOf = (agency: Agency) => openEventLog({ connectionString, agencies, keys, agency })
  const logs = { police: logOf('police'), border: logOf('border'), joc: logOf('joc') }
  for (const log of Object.values(logs)) await log.enrol()

  const note = async (
    agency: Agency,
    stream: string,
    texts: readonly string[],
    type = 'Noted',
  ): Promise<void> => {
    let head: StreamHead = { revision: 'no-stream', hash: null }
    for (const text of texts) {
      const appended = await logs[agency].append(stream, head, [noted(agency, text, type)])
      if (!appended.ok) throw new Error(JSON.stringify(appended.error))
      head = appended.value.head
    }
  }
  /** The next key of an agency takes over; its processes have heard of it. */
  const rotate = async (agency: Agency, ends: readonly KeyEnd[] = []): Promise<void> => {
    const { anchors } = keys
    const overlapMs = 60_000
    const rotated = await rotateKey({ connectionString, agencies, anchors, agency, folder, overlapMs, ends })
    expect(rotated).toMatchObject({ ok: true })
    const { kid } = openSigningKey(folder, agency)
    const heard = async () => expect(await logs[agency].enrol()).toMatchObject({ value: { kid } })
    await vi.waitFor(heard, { timeout: 20_000, interval: 50 })
  }
  /** As by a thief of its key, who began in 2026. */
  const revoke = (agency: Agency): Promise<void> =>
    rotate(agency, [
      { kid: openSigningKey(folder, agency).kid, at: '2026-01-01T00:00:00Z', reason: 'compromised' },
    ])
  const close = async (): Promise<void> => {
    for (const log of Object.values(logs)) await log.close()
    keys.close()
    await node.stop()
    rmSync(folder, { recursive: true })
  }
  return { folder, keys, logs, note, rotate, revoke, close }
}

const noted = (agency: string, text: string, type: string): NewEvent => ({
  id: randomUUID(),
  type,
  data: { text, place: '<b>bold & dangerous</b>', subject: 'P-1', name: 'Ganbold' },
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    occurredAt: '2025-04-23T13:20:00+08:00',
    summary: 'Ganbold was here',
    agency,
    actor: { subject: 'duty-1', role: 'duty-officer', agency },
    mode: 'operational',
    marking: { tlp: 'GREEN' },
  },
})
