import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { copyAndCompare } from '@concord/embedded-node/copy'
import { type LastTaken, LogRewritten, type StoredEvent, type StreamHead } from '@concord/kernel'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  catchUpTree,
  countersignNewestHead,
  headSigner,
  LogMoved,
  metadataWithTime,
  moveOnRecord,
  moveStream,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
  recordMove,
  rotateKey,
  verifyLog,
} from '../index.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { noted, noting } from '../testing/noted.ts'

/*
 * A log of three agencies on one server: heads are signed and countersigned, and a key of the police was replaced.
 * It is moved to other servers, on which a position means something else.
 */

const keeper = 'joc'
const agencies = noting('police', 'border', keeper)

const scratch = mkdtempSync(join(tmpdir(), 'concord-move-'))
const opened: { readonly close: () => unknown }[] = []
const closeOpened = async (): Promise<void> => {
  for (const each of opened.splice(0).reverse()) await each.close()
}
let folder: string
let keys: AgencyKeys
let here: RunningNode
beforeAll(async () => {
  openFolder('first')
  here = await startNode({ port: 0 })
  await note(here, 'police', 'before')
  await coverByHead(here)
  await replaceKey(here, 'police')
  await note(here, 'police', 'after')
  await coverByHead(here)
  await closeOpened()
})
let tests = 0
beforeEach(() => {
  const first = join(scratch, 'first')
  const own = `test${tests++}`
  cpSync(first, join(scratch, own), { recursive: true })
  openFolder(own)
})
afterEach(closeOpened)
afterAll(async () => {
  await here.stop()
  rmSync(scratch, { recursive: true })
})

test('a log that was moved has the times that it had, and is intact, and goes on', async () => {
  const there = await server(7)
  const before = await eventsOf(here)
  await move(here, there)

  expect(await timesOf(there, before.length)).toEqual(before.map(timeOf))
  expect((await createdOn(there)).slice(0, before.length)).not.toEqual(before.map(timeOf))
  expect(await verified(there)).toMatchObject({
    ok: true,
    value: { withoutForce: 0, heads: 2, move: { size: before.length, from: 'the old one' } },
  })
  await note(there, 'police', 'later')
  await coverByHead(there)
  await replaceKey(there, 'police')
  expect(await verified(there)).toMatchObject({
    ok: true,
    value: { withoutForce: 0, heads: 3, countersignatures: 3 },
  })
})

test('and moved on, and back, it still has all its times', async () => {
  const [there, back] = [await server(7), await server(2)]
  await move(here, there)
  await note(there, 'border', 'said there')
  await coverByHead(there)
  const before = await eventsOf(there)
  await move(there, back)

  expect(await timesOf(back, before.length)).toEqual(before.map(timeOf))
  expect(await verified(back)).toMatchObject({ ok: true, value: { withoutForce: 0, heads: 3 } })
})

test('one that was only copied keeps no times, and what its replaced keys signed has no force', async () => {
  const there = await server()
  await copyAndCompare(between(here, there), silent)
  expect(await verified(there)).toMatchObject({ ok: true, value: { withoutForce: 1 } })
})

test('who took events of one server is refused on the other, where their positions mean something else', async () => {
  const there = await server(7)
  const before = await eventsOf(here)
  await move(here, there)
  const moved = (await eventsOf(there))[before.length - 1]!
  expect(moved.id).toBe(before.at(-1)!.id)

  await expect(goOn(there, before.at(-1)!)).rejects.toThrow(LogRewritten)
  await expect(goOn(here, moved)).rejects.toThrow(
    /moved to another server: .* remove .* but for witnessed-head/,
  )
  await goOn(here, before.at(-1)!)
  await goOn(there, moved)
})

test('a stream is read with the times that it had', async () => {
  const there = await server(7)
  await move(here, there)
  const [now, then] = [logOf(there, 'police'), logOf(here, 'police')]
  const [moved, original] = [await now.readStream('police-INC'), await then.readStream('police-INC')]
  if (!moved.ok || !original.ok) throw new Error('a stream is refused')
  expect(moved.value.events.map(timeOf)).toEqual(original.value.events.map(timeOf))
  expect(moved.value.head).toEqual(original.value.head)
})

describe('without a record that counts nobody reads what was moved', () => {
  test('because there is none', async () => {
    const there = await server()
    await copyWithTimes(here, there)
    const refusal = {
      ok: false,
      error: { kind: 'unavailable', detail: expect.stringContaining('joc has recorded no move') },
    }
    expect(await logOf(there, 'police').enrol()).toMatchObject(refusal)
    expect(await logOf(there, 'police').readStream('police-INC')).toMatchObject(refusal)
    expect(await verified(there, { patienceMs: 0 })).toMatchObject(refusal)
    await expect(eventsOf(there)).rejects.toThrow(/joc has recorded no move/)
  })

  test('because another agency wrote it', async () => {
    const there = await server()
    const last = await copyWithTimes(here, there)
    expect(await recordMove({ ...placeOf(there), keeper: 'police', last, ...why })).toMatchObject({
      ok: true,
    })
    expect(await verified(there, { patienceMs: 0 })).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    })
  })

  test('because its key turned out to have ended before; recorded once more, it counts', async () => {
    const there = await server()
    const moved = await move(here, there)
    await replaceKey(there, keeper, '2026-01-01T00:00:00Z')
    expect(await logOf(there, 'police').readStream('police-INC')).toMatchObject({
      error: { detail: expect.stringMatching(/moves-joc@0 does not count: The key .* had ended/) },
    })
    const again = await recordMove({ ...placeOf(there), last: BigInt(moved.position), ...why })
    expect(again).toMatchObject({ ok: true, value: { times: moved.times, root: moved.root } })
    expect(await logOf(there, 'police').readStream('police-INC')).toMatchObject({ ok: true })
  })

  test('because this process does not know who keeps the log', async () => {
    const there = await server()
    await move(here, there)
    const log = openEventLog({ connectionString: there.connectionString, agencies, keys, agency: 'police' })
    opened.push(log)
    expect(await log.enrol()).toMatchObject({
      error: { detail: expect.stringContaining('CONCORD_WITNESS_OF') },
    })
  })
})

describe('nobody dates an event back', () => {
  test('by giving it a time behind the last event that was moved', async () => {
    const there = await server()
    const { size } = await move(here, there)
    await appendWithTime(there, 'border', '2025-01-01T00:00:00.0000000Z')
    const later = (await eventsOf(there)).slice(size)
    expect(later.map(timeOf).filter((time) => time < '2026')).toEqual([])
    expect(await verified(there)).toMatchObject({ ok: true })
  })

  test('by giving it a time before the log is moved', async () => {
    const [there, further] = [await server(), await server()]
    await move(here, there)
    await appendWithTime(there, 'border', '2025-01-01T00:00:00.0000000Z')
    const before = await eventsOf(there)
    await move(there, further)
    expect(await timesOf(further, before.length)).toEqual(before.map(timeOf))
    expect(before.map(timeOf).filter((time) => time < '2026')).toEqual([])
  })

  test('by a time that is changed on the way, or on the new server', async () => {
    const [there, forged] = [await server(), await server()]
    await move(here, there)
    await copyAndCompare({ ...between(there, forged), metadataOf: datingBack }, silent)
    const changed = (await eventsOf(forged)).find(
      ({ stream, revision }) => stream === 'police-INC' && revision === 0,
    )
    const detail = 'It does not have the time that it had when it was moved here from the old one.'
    expect(await verified(forged)).toMatchObject({
      ok: false,
      error: { difference: { reason: 'other-times', detail, position: String(changed!.position) } },
    })
  })

  test('by another record of the keeper, whose key was stolen', async () => {
    const there = await server()
    const { position } = await move(here, there)
    await appendWithTime(there, 'border', '2025-01-01T00:00:00.0000000Z')
    const forged = (await eventsOf(there)).at(-1)!
    expect(await recordMove({ ...placeOf(there), last: forged.id, ...why })).toMatchObject({ ok: true })
    expect(await moveOnRecord(placeOf(there))).toMatchObject({ ok: true, value: { position } })
    expect((await eventsOf(there)).map(timeOf).filter((time) => time < '2026')).toEqual([])
  })

  test('by a record that nobody signed, which does not shut the log either', async () => {
    const there = await server()
    const { position, ...said } = await move(here, there)
    const { data, envelope, ...event } = ownEvent(keeper, LogMoved, { ...said, position }, new Date())
    await appendBare(there, moveStream(keeper), { ...event, data, metadata: envelope })
    expect(await moveOnRecord(placeOf(there))).toMatchObject({ ok: true, value: { position } })
  })
})

test('a reason too short to be one is refused before anything is read', async () => {
  const place = { ...placeOf(here), from: 'the old one', reason: 'so' }
  expect(await recordMove({ ...place, last: 1n })).toMatchObject({ error: { kind: 'misfit' } })
})

const why = { from: 'the old one', reason: 'It has become too large for one machine.' }
const silent = { onProgress: () => undefined, say: () => undefined }
const timeOf = ({ recordedAt }: { readonly recordedAt: string }): string => recordedAt

/** A folder of keys of one's own. */
const openFolder = (name: string): void => {
  folder = join(scratch, name)
  mkdirSync(folder, { recursive: true })
  prepareKeys(folder, ['police', 'border', keeper])
  keys = openAgencyKeys(folder)
  opened.push(keys)
}
/** A server that holds some events of its own before it is given others. */
const server = async (settings = 0): Promise<RunningNode> => {
  const node = await startNode({ port: 0 })
  const client = EventStoreDBClient.connectionString(node.connectionString)
  for (let count = 0; count < settings; count++) {
    await client.setStreamMetadata(`elsewhere${count}`, { maxCount: 1_000 })
  }
  await client.dispose()
  opened.push({ close: node.stop })
  return node
}
const placeOf = ({ connectionString }: RunningNode) => ({ connectionString, agencies, keys, keeper })
const logOf = (node: RunningNode, agency: string): ConnectedEventLog => {
  const log = openEventLog({ ...placeOf(node), agency })
  opened.push(log)
  return log
}
const verified = (node: RunningNode, more: { readonly patienceMs?: number } = {}) =>
  verifyLog({ ...placeOf(node), anchors: keys.anchors, threads: 1, ...more })

let copies = 0
const between = (from: RunningNode, to: RunningNode) => ({
  from: from.connectionString,
  to: to.connectionString,
  state: join(folder, `copy${copies++}.json`),
})
/** Answers with the id of the last event. */
const copyWithTimes = async (from: RunningNode, to: RunningNode): Promise<string> => {
  const before = await moveOnRecord(placeOf(from))
  if (!before.ok) throw new Error(before.error.detail)
  const metadataOf = metadataWithTime(before.value && BigInt(before.value.position))
  const compared = await copyAndCompare({ ...between(from, to), metadataOf }, silent)
  return compared.last!
}
const move = async (from: RunningNode, to: RunningNode) => {
  const last = await copyWithTimes(from, to)
  const recorded = await recordMove({ ...placeOf(to), last, ...why })
  if (!recorded.ok) throw new Error(recorded.error.detail)
  return recorded.value
}
/** The first event of the police is said to be recorded on another day. */
const datingBack = ({
  metadata,
  stream,
  revision,
}: {
  metadata: Uint8Array
  stream: string
  revision: bigint
}) =>
  stream === 'police-INC' && revision === 0n
    ? Buffer.from(
        Buffer.from(metadata)
          .toString()
          .replace(/("\$recordedAt":")\d{4}/, '$12024'),
      )
    : metadata

/** The whole log as stored. */
const eventsOf = async (node: RunningNode): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = []
  const end = new AbortController()
  for await (const batch of logOf(node, keeper).followStored({ signal: end.signal })) {
    for (const item of batch) if (item.kind === 'event') events.push(item.event)
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  return events
}
/** Follows the log as one who has taken all events up to this one, until there is no more. */
const goOn = async (node: RunningNode, lastTaken: LastTaken): Promise<void> => {
  const end = new AbortController()
  const following = { after: lastTaken.position, lastTaken, signal: end.signal }
  for await (const batch of logOf(node, keeper).follow(following)) {
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
}
/** When events of ours were recorded by the server that holds them. */
const createdOn = async (node: RunningNode): Promise<readonly string[]> => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  const times: string[] = []
  for await (const { event } of client.readAll()) {
    if (event && !event.type.startsWith('$')) times.push(event.created.toISOString())
  }
  await client.dispose()
  return times
}
const timesOf = async (node: RunningNode, count: number): Promise<readonly string[]> =>
  (await eventsOf(node)).slice(0, count).map(timeOf)

const note = async (node: RunningNode, agency: string, text: string): Promise<void> => {
  const log = logOf(node, agency)
  expect(await log.enrol()).toMatchObject({ ok: true })
  const read = await log.readStream(`${agency}-INC`)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(await log.append(`${agency}-INC`, read.value.head, [noted(agency, text)])).toMatchObject({
    ok: true,
  })
}
/** The keeper signs a head with a tree of its own on that server, and the border guard countersigns it. */
const coverByHead = async (node: RunningNode): Promise<void> => {
  const [joc, border] = [logOf(node, keeper), logOf(node, 'border')]
  for (const log of [joc, border]) expect(await log.enrol()).toMatchObject({ ok: true })
  const tree = openLogTree(join(folder, `tree${node.port}`))
  opened.push(tree)
  await catchUpTree(joc, tree)
  expect(await headSigner({ log: joc, agency: keeper, tree })()).toMatchObject({ ok: true })
  const memory = join(folder, 'witnessed.json')
  expect(
    await countersignNewestHead({ log: border, agency: 'border', signer: keeper, memory }),
  ).toMatchObject({ ok: true })
}
/** The next key takes over, and the present one ends at once, or ended at some moment. */
const replaceKey = async (node: RunningNode, agency: string, ended?: string): Promise<void> => {
  const { connectionString } = node
  const options = { connectionString, agencies, anchors: keys.anchors, agency, folder, overlapMs: 0 }
  const planned = await rotateKey({ ...options, dryRun: true })
  if (!planned.ok) throw new Error(planned.error.detail)
  const ends =
    ended === undefined ? [] : [{ kid: planned.value.replaces, at: ended, reason: 'compromised' } as const]
  expect(await rotateKey({ ...options, ends })).toMatchObject({ ok: true })
}

/** An event as its agency signed it, but that a time was put to it that it does not have. */
const appendWithTime = async (node: RunningNode, agency: string, time: string): Promise<void> => {
  const elsewhere = await server()
  const log = logOf(elsewhere, agency)
  const stream = `${agency}-FORGED`
  const fresh: StreamHead = { revision: 'no-stream', hash: null }
  expect(await log.append(stream, fresh, [noted(agency, 'long ago')])).toMatchObject({ ok: true })
  const read = await log.readStored(stream)
  if (!read.ok) throw new Error(read.error.detail)
  const [{ id, type, data, metadata }] = read.value as [StoredEvent]
  await appendBare(node, stream, { id, type, data, metadata: { ...(metadata as object), $recordedAt: time } })
}
const appendBare = async (node: RunningNode, stream: string, event: object): Promise<void> => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  await client.appendToStream(stream, jsonEvent(event as Parameters<typeof jsonEvent>[0]))
  await client.dispose()
}
