import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import type { StoredEvent, StreamHead } from '@concord/kernel'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  catchUpTree,
  countersignNewestHead,
  headSigner,
  type LogTree,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
  readWitnessed,
  verifyLog,
} from '../index.ts'
import { noted, noting } from '../testing/noted.ts'

const agencies = noting('police', 'border', 'joc')

const folder = mkdtempSync(join(tmpdir(), 'concord-verify-'))
let original: RunningNode
let keys: AgencyKeys
let tree: LogTree
const memory = join(folder, 'witnessed.json')
const opened: { close: () => unknown }[] = []
const nodes: RunningNode[] = []

beforeAll(async () => {
  prepareKeys(folder, ['police', 'border', 'joc'])
  keys = openAgencyKeys(folder)
  original = await freshNode()
  tree = openLogTree(join(folder, 'tree'))
  opened.push(keys, tree)
  const [police, border, joc] = ['police', 'border', 'joc'].map((agency) => logOf(original, agency))
  for (const log of [police!, border!, joc!]) await log.enrol()
  const sign = headSigner({ log: joc!, agency: 'joc', tree })
  for (let round = 0; round < 3; round++) {
    await note(police!, `police-INC-${round}`, ['a', 'b', 'c'])
    await note(border!, `border-INC-${round}`, ['d', 'e'])
    await catchUpTree(joc!, tree)
    expect(await sign()).toMatchObject({ ok: true })
    expect(
      await countersignNewestHead({ log: border!, agency: 'border', signer: 'joc', memory }),
    ).toMatchObject({ ok: true })
  }
  await note(police!, 'police-INC-9', ['not covered yet'])
})
afterAll(async () => {
  for (const each of opened) await each.close()
  for (const node of nodes) await node.stop()
  rmSync(folder, { recursive: true })
})

const freshNode = async (): Promise<RunningNode> => {
  const node = await startNode({ port: 0 })
  nodes.push(node)
  return node
}
const logOf = (node: RunningNode, agency: string): ConnectedEventLog => {
  const log = openEventLog({ connectionString: node.connectionString, agencies, keys, agency })
  opened.unshift(log)
  return log
}
const note = async (log: ConnectedEventLog, stream: string, texts: readonly string[]): Promise<void> => {
  let head: StreamHead = { revision: 'no-stream', hash: null }
  for (const text of texts) {
    const appended = await log.append(stream, head, [noted(stream.split('-')[0]!, text)])
    if (!appended.ok) throw new Error(JSON.stringify(appended.error))
    head = appended.value.head
  }
}
const stored = async (): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = []
  const end = new AbortController()
  for await (const batch of logOf(original, 'joc').followStored({ signal: end.signal })) {
    for (const item of batch) if (item.kind === 'event') events.push(item.event)
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  return events
}
/** Another store with the same log but for what `change` does to it: what an operator could do. */
const rewritten = async (
  change: (events: readonly StoredEvent[]) => readonly StoredEvent[],
): Promise<RunningNode> => {
  const node = await freshNode()
  const client = EventStoreDBClient.connectionString(node.connectionString)
  for (const { id, type, data, metadata, stream } of change(await stored())) {
    await client.appendToStream(stream, jsonEvent({ id, type, data, metadata } as never))
  }
  await client.dispose()
  return node
}
const check = (node: RunningNode, more: Partial<Parameters<typeof verifyLog>[0]> = {}) =>
  verifyLog({ connectionString: node.connectionString, agencies, anchors: keys.anchors, threads: 1, ...more })

test.each([false, true])('a log that nobody touched is in order (each signature: %s)', async (every) => {
  expect(await check(original, { every, tree })).toMatchObject({
    ok: true,
    value: { events: 25, heads: 3, countersignatures: 3, uncovered: 3, streams: 12 },
  })
})

const isNote = (text: string) => (event: StoredEvent) => (event.data as { text?: string }).text === text
const without = (text: string) => (events: readonly StoredEvent[]) => {
  const gone = events.findIndex(isNote(text))
  return events.filter((_, index) => index !== gone)
}

test('an event whose text was changed is named', async () => {
  const node = await rewritten((events) => {
    const index = events.findIndex(isNote('b'))
    return events.with(index, { ...events[index]!, data: { text: 'changed' } })
  })
  for (const more of [{}, { every: true }, { tree }]) {
    expect(await check(node, more)).toMatchObject({
      error: { difference: { reason: 'bad-signature', stream: 'police-INC-0', revision: 1 } },
    })
  }
})

test('a changed newest event of a stream is named', async () => {
  const node = await rewritten((events) => {
    const index = events.findIndex(isNote('c'))
    return events.with(index, { ...events[index]!, data: { text: 'changed' } })
  })
  expect(await check(node)).toMatchObject({
    error: { difference: { reason: 'bad-signature', stream: 'police-INC-0', revision: 2 } },
  })
})

test('a dropped event leaves the next one with a signature for another place', async () => {
  expect(await check(await rewritten(without('a')))).toMatchObject({
    error: { difference: { reason: 'bad-signature', stream: 'police-INC-0', revision: 0 } },
  })
})

test('a dropped end of a stream changes the root of the head that covers it', async () => {
  expect(await check(await rewritten(without('c')))).toMatchObject({
    error: { difference: { reason: 'other-root' } },
  })
})

test('swapped events of different streams change the root', async () => {
  const node = await rewritten((events) => {
    const [c, d] = [events.findIndex(isNote('c')), events.findIndex(isNote('d'))]
    return events.with(c, events[d]!).with(d, events[c]!)
  })
  expect(await check(node)).toMatchObject({ error: { difference: { reason: 'other-root' } } })
})

test('events that the store dates before a head that does not cover them are told of', async () => {
  const node = await rewritten((events) => events)
  const [police, joc] = ['police', 'joc'].map((agency) => logOf(node, agency))
  const grown = openLogTree(join(folder, 'grown'))
  opened.unshift(grown)
  await catchUpTree(joc!, grown)
  const inAnHour = () => new Date(Date.now() + 3_600_000)
  expect(await headSigner({ log: joc!, agency: 'joc', tree: grown, now: inAnHour })()).toMatchObject({
    ok: true,
  })
  await note(police!, 'police-INC-10', ['dated back'])
  expect(await check(node)).toMatchObject({
    value: { datedBack: { events: 2, named: [{ stream: 'heads-joc' }, { stream: 'police-INC-10' }] } },
  })
  expect(await check(original)).toMatchObject({ value: { datedBack: { events: 0 } } })
})

test('an event that was added under another name is named', async () => {
  const node = await rewritten((events) => [
    ...events,
    { ...events[4]!, id: randomUUID(), stream: 'police-INC-77' },
  ])
  expect(await check(node)).toMatchObject({ error: { difference: { stream: 'police-INC-77' } } })
})

test('a history that its own agency wrote anew contradicts the signed heads', async () => {
  const node = await rewritten((events) => events.filter(({ stream }) => stream !== 'police-INC-1'))
  await note(logOf(node, 'police'), 'police-INC-1', ['another', 'story'])
  expect(await check(node)).toMatchObject({ error: { difference: { reason: 'other-root' } } })
})

test('an old backup is found out by what a witness remembers outside the store', async () => {
  const backup = await rewritten((events) => events.slice(0, 10))
  expect(await check(backup)).toMatchObject({ ok: true })
  const seen = readWitnessed(memory)!
  expect(await check(backup, { witnessed: [seen] })).toMatchObject({
    error: { difference: { reason: 'log-too-short' } },
  })

  const border = logOf(backup, 'border')
  expect(await countersignNewestHead({ log: border, agency: 'border', signer: 'joc', memory })).toMatchObject(
    {
      error: { kind: 'rewritten' },
    },
  )
})
