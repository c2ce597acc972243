import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startNode } from '@concord/embedded-node'
import { defineEvent, type NewEvent, personal, type StreamHead } from '@concord/kernel'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  keepErasures,
  openAgencyKeys,
  openEventLog,
  prepareKeys,
  unseal,
  verifyLog,
} from '../index.ts'

const PersonSeen = defineEvent({
  type: 'PersonSeen',
  schemaVersion: 1,
  command: 'ReportPerson',
  description: 'A person was seen.',
  data: z.object({
    place: z.string(),
    people: z.array(z.object({ subject: z.string(), name: personal(z.string()) })),
  }),
})
const PersonalDataErased = defineEvent({
  type: 'PersonalDataErased',
  schemaVersion: 1,
  command: 'ErasePersonalData',
  description: 'A key was destroyed.',
  data: z.object({
    subject: z.string().optional(),
    target: z.string().optional(),
    field: z.string().optional(),
    legalBasis: z.string(),
  }),
})
const agencies = [{ name: 'police', events: [PersonSeen, PersonalDataErased] }]

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-erasure-'))
  folders.push(folder)
  return folder
}
const newEvent = (type: string, data: unknown, reference = 'NB25-24'): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    reference,
    occurredAt: '2025-04-26T16:00:00+08:00',
    agency: 'police',
    actor: { subject: 'duty-1', role: 'duty-officer', agency: 'police' },
    mode: 'operational',
    marking: { tlp: 'AMBER' },
  },
})
/** Canaries: names that occur nowhere by chance, kept apart in this file so that it is not found itself. */
const canary = (who: string): string => `${who}-${'canary'.toUpperCase()}-3f9c`
const people = ['P-1', 'P-2'].map((subject) => ({ subject, name: canary(subject) }))

const bytesIn = (folder: string): readonly Buffer[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path))
const isAnywhereIn = (folder: string, what: string | Buffer): boolean =>
  bytesIn(folder).some((bytes) => bytes.includes(what))

interface Site {
  readonly folder: string
  readonly keys: AgencyKeys
  readonly log: ConnectedEventLog
  readonly stream: string
  readonly head: () => Promise<StreamHead>
  readonly names: () => Promise<readonly unknown[]>
  readonly connectionString: string
}
/** A store and a key ring with one event about two people. */
const withTwoPeople = async (act: (site: Site) => Promise<void>): Promise<void> => {
  const folder = freshFolder()
  prepareKeys(join(folder, 'keys'), ['police'])
  const node = await startNode({ port: 0, dataFolder: join(folder, 'store') })
  const keys = openAgencyKeys(join(folder, 'keys'))
  const { connectionString } = node
  const log = openEventLog({ connectionString, agencies, keys, agency: 'police' })
  const stream = 'police-INC-ESC'
  const read = async () => {
    const events = await log.readStream(stream)
    if (!events.ok) throw new Error(JSON.stringify(events.error))
    return events.value
  }
  const names = async (): Promise<readonly unknown[]> => {
    const [event] = (await read()).events
    const { data } = await unseal(keys.ring, event!.id, event!.data)
    return (data as { people: { name: unknown }[] }).people.map(({ name }) => name)
  }
  try {
    await log.enrol()
    await log.append(stream, { revision: 'no-stream', hash: null }, [
      newEvent('PersonSeen', { place: 'ford', people }),
    ])
    await act({ folder, keys, log, stream, names, connectionString, head: async () => (await read()).head })
  } finally {
    await log.close()
    keys.close()
    await node.stop()
  }
}
const erasing = async ({ log, stream, head }: Site, erasure: object): Promise<void> => {
  const appended = await log.append(stream, await head(), [
    newEvent('PersonalDataErased', { ...erasure, legalBasis: 'no link to crime' }, 'NB25-43'),
  ])
  expect(appended.ok).toBe(true)
}

test('after an erasure neither the name nor its key is in any byte on disk, and the log still verifies', () =>
  withTwoPeople(async (site) => {
    const { folder, keys, stream, names, connectionString } = site
    const { key, id } = await keys.ring.keyFor('P-1', stream)
    const bytes = key.export()
    const kept = await keys.ring.keyFor('P-2', stream)
    const wrapped = wrappedKey(site, id)
    expect(isAnywhereIn(join(folder, 'keys'), wrapped)).toBe(true)

    await erasing(site, { subject: 'P-1' })

    for (const trace of [canary('P-1'), canary('P-2'), bytes, wrapped, bytes.toString('base64url')]) {
      expect(isAnywhereIn(folder, trace)).toBe(false)
    }
    expect(isAnywhereIn(join(folder, 'keys'), wrappedKey(site, kept.id))).toBe(true)
    expect(await names()).toMatchObject([{ $sealed: {} }, canary('P-2')])
    expect(keys.ring.isDestroyed(id)).toBe(true)
    expect(await verifyLog({ connectionString, agencies, anchors: keys.anchors, every: true })).toMatchObject(
      { ok: true },
    )
  }))

/** The key as it lies in the file: read through a second connection, for this test alone. */
const wrappedKey = ({ folder }: Site, id: string): Buffer => {
  const database = new DatabaseSync(join(folder, 'keys', 'keyring.sqlite'), { readOnly: true })
  const { wrapped } = database.prepare('SELECT wrapped FROM data_key WHERE id = ?').get(id) as {
    wrapped: Uint8Array
  }
  database.close()
  return Buffer.from(wrapped)
}

test('an erasure may name an event and a field in the place of the person', () =>
  withTwoPeople(async (site) => {
    await erasing(site, { target: 'NB25-24', field: 'people[0].nickname' })
    expect(await site.names()).toEqual([canary('P-1'), canary('P-2')])

    await erasing(site, { target: 'NB25-24', field: 'people.name' })
    expect(await site.names()).toMatchObject([{ $sealed: {} }, { $sealed: {} }])
  }))

test('a key ring that is restored from a backup loses the erased keys again', () =>
  withTwoPeople(async (site) => {
    const { folder, log, stream } = site
    const backup = join(freshFolder(), 'keys')
    cpSync(join(folder, 'keys'), backup, { recursive: true })
    await erasing(site, { subject: 'P-1' })

    const restored = openAgencyKeys(backup)
    const end = new AbortController()
    const told: string[] = []
    const options = { log, ring: restored.ring, agency: 'police', signal: end.signal }
    const done = keepErasures({ ...options, onDestroyed: (of) => told.push(of) })
    await expect.poll(() => restored.ring.erasedUpTo('police')).toBeDefined()
    end.abort()
    await done
    expect(told).toEqual([stream])

    const stored = await log.readStored(stream)
    const [event] = stored.ok ? stored.value : []
    const { data } = await unseal(restored.ring, event!.id, event!.data)
    expect((data as { people: { name: unknown }[] }).people.map(({ name }) => name)).toMatchObject([
      { $sealed: {} },
      canary('P-2'),
    ])
    restored.close()
  }))

test('another process that had the key in memory stops using it', () =>
  withTwoPeople(async (site) => {
    const elsewhere = openAgencyKeys(join(site.folder, 'keys'))
    const { id } = await elsewhere.ring.keyFor('P-1', site.stream)
    expect(await elsewhere.ring.find(id)).toBeDefined()
    await erasing(site, { subject: 'P-1' })

    expect(await elsewhere.ring.find(id)).toBeUndefined()
    expect((await elsewhere.ring.keyFor('P-1', site.stream)).id).not.toBe(id)
    elsewhere.close()
  }))

test('an erasure that its agency did not sign destroys nothing', () =>
  withTwoPeople(async ({ log, keys, stream, connectionString }) => {
    const forged = newEvent('PersonalDataErased', { subject: 'P-1', legalBasis: 'none' })
    const forger = EventStoreDBClient.connectionString(connectionString)
    await forger.appendToStream(
      stream,
      jsonEvent({ type: forged.type, data: forged.data as object, metadata: forged.envelope } as never),
    )
    await forger.dispose()
    const signed = newEvent('PersonalDataErased', { subject: 'P-9', legalBasis: 'none' })
    await log.append('police-INC-2', { revision: 'no-stream', hash: null }, [signed])

    const end = new AbortController()
    const done = keepErasures({ log, ring: keys.ring, agency: 'police', signal: end.signal })
    await expect.poll(() => keys.ring.erasedUpTo('police')).toBeDefined()
    end.abort()
    await done

    const { id } = await keys.ring.keyFor('P-1', stream)
    const stored = await log.readStored(stream)
    const [event] = stored.ok ? stored.value : []
    expect(keys.ring.isDestroyed(id)).toBe(false)
    expect((await unseal(keys.ring, event!.id, event!.data)).data).toMatchObject({ people })
  }))
