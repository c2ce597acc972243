import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@concord/embedded-node'
import {
  catchUpTree,
  countersignNewestHead,
  headSigner,
  type KeyEnd,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  openSigningKey,
  prepareKeys,
  rotateKey,
} from '@concord/event-log'
import { defineEvent, type NewEvent, personal, type StreamHead } from '@concord/kernel'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import { exportEvidence, type Selection } from '../index.ts'

/** The files of a package: path to content. */
export type Files = ReadonlyMap<string, Buffer>

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

/** A log of three agencies in a store of its own, of which packages are made. */
export type EvidenceInTest = Awaited<ReturnType<typeof openEvidenceInTest>>

/** Opens it with the incident INC-1 in it, over which police rotated its key, and with a head that border countersigned. */
export const openEvidenceInTest = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-evidence-'))
  prepareKeys(folder, ['police', 'border', 'joc'])
  const keys = openAgencyKeys(folder)
  const node = await startNode({ port: 0 })
  const tree = openLogTree(join(folder, 'tree'))
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
  const signHead = async (): Promise<void> => {
    await catchUpTree(logs.joc, tree)
    await headSigner({ log: logs.joc, agency: 'joc', tree })()
  }
  /** The period in which something is done, with a head before it, one after it, and one that covers that. */
  const periodOf = async (act: () => Promise<unknown>): Promise<Selection> => {
    await signHead()
    const from = await nextMoment()
    await act()
    const to = await nextMoment()
    await signHead()
    await signHead()
    return { kind: 'period', from, to }
  }
  const countersign = () =>
    countersignNewestHead({
      log: logs.border,
      agency: 'border',
      signer: 'joc',
      memory: join(folder, 'seen.json'),
    })
  const exporting = (name: string, selection: Selection, log = logs.joc) => {
    const parts = { log, keys, agency: 'joc', headOf: 'joc', tree }
    return exportEvidence({ ...parts, selection, folder: join(folder, name) })
  }
  const exported = async (name: string, selection: Selection, log = logs.joc): Promise<Files> => {
    const made = await exporting(name, selection, log)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return filesIn(join(folder, name))
  }
  const close = async (): Promise<void> => {
    for (const log of Object.values(logs)) await log.close()
    keys.close()
    tree.close()
    await node.stop()
    rmSync(folder, { recursive: true })
  }

  await note('police', 'police-INC-1', ['a', 'b', 'c\ufffd'])
  await rotate('police')
  await note('border', 'border-INC-1', ['d'])
  await note('police', 'police-INC-2', ['e'])
  await note('joc', 'incident-INC-1', ['f'], 'IncidentClosed')
  await signHead()
  await countersign()
  return {
    ...{ folder, keys, logs, note, rotate, revoke, signHead, periodOf, countersign },
    ...{ exporting, exported, close },
  }
}

/** A moment after all that was done and before all that will be. */
const nextMoment = async (): Promise<string> => {
  const moment = Date.now() + 1
  while (Date.now() <= moment) await new Promise(setImmediate)
  return new Date(moment).toISOString()
}

/** All that was recorded. */
export const everything: Selection = {
  kind: 'period',
  from: '2020-01-01T00:00:00Z',
  to: '2999-01-01T00:00:00Z',
}

/** The lines of an `.ndjson` file of a package. */
export const linesOf = (files: Files, path: string): readonly string[] =>
  files.get(path)!.toString().trimEnd().split('\n')

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
const filesIn = (place: string): Files =>
  new Map(
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(place, path)).isFile())
      .map((path) => [path, readFileSync(join(place, path))]),
  )
