import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import {
  catchUpTree,
  headSigner,
  LogHeadSigned,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
} from '@concord/event-log'
import type { JournaledEvent } from '@concord/projection'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLogCheck } from './check-log.ts'
import { rememberedHead } from './remembered-head.ts'

/*
 * The log as it was and the same log with its end cut off cleanly, before the joint operations' own memory.
 */

const agencies = ['joc', 'police'].map((name) => ({ name, events: [] }))
const folder = mkdtempSync(join(tmpdir(), 'concord-check-'))
const nodes: RunningNode[] = []
let whole: RunningNode
let cut: RunningNode
let journaled: readonly JournaledEvent[]

beforeAll(async () => {
  prepareKeys(join(folder, 'keys'), ['joc', 'police'])
  whole = await freshNode()
  cut = await freshNode()
  const keys = openAgencyKeys(join(folder, 'keys'))
  const tree = openLogTree(join(folder, 'tree'))
  const [joc, police] = ['joc', 'police'].map((agency) =>
    openEventLog({ connectionString: whole.connectionString, agencies, keys, agency }),
  )
  await joc!.enrol()
  await police!.enrol()
  await catchUpTree(joc!, tree)
  expect((await headSigner({ log: joc!, agency: 'joc', tree })()).ok).toBe(true)

  const head = await joc!.readStored('heads-joc')
  journaled = (head.ok ? head.value : []).map((event, index) => ({
    ...event,
    ordinal: index + 1,
    data: JSON.stringify(event.data),
    metadata: JSON.stringify(event.metadata),
  }))
  const first = await joc!.readStored('keys-joc')
  const client = EventStoreDBClient.connectionString(cut.connectionString)
  for (const { id, type, data, metadata, stream } of first.ok ? first.value : []) {
    await client.appendToStream(stream, jsonEvent({ id, type, data, metadata } as never))
  }
  for (const each of [joc!, police!]) await each.close()
  await client.dispose()
  tree.close()
  keys.close()
})
afterAll(async () => {
  for (const node of nodes) await node.stop()
  rmSync(folder, { recursive: true })
})

const freshNode = async (): Promise<RunningNode> => {
  const node = await startNode({ port: 0 })
  nodes.push(node)
  return node
}
const checkOf = (
  { connectionString }: RunningNode,
  events: readonly JournaledEvent[],
  now: () => number = () => 0,
) => {
  const keys = openAgencyKeys(join(folder, 'keys'))
  const journal = { after: (ordinal: number) => events.filter((event) => event.ordinal > ordinal) }
  const remembered = rememberedHead(journal)
  keys.close()
  return openLogCheck({ connectionString, agencies, anchors: keys.anchors, remembered, now })
}
const checked = (node: RunningNode, events: readonly JournaledEvent[]) => checkOf(node, events)()

test('a log that holds all that is remembered is intact', async () => {
  expect(journaled.map(({ type }) => type)).toEqual([LogHeadSigned.type])
  expect(await checked(whole, journaled)).toMatchObject({ intact: true, checked: 3, rememberedEvents: 2 })
})

test('a log that was cut off cleanly is found out by what this process remembers', async () => {
  expect(await checked(cut, journaled)).toMatchObject({
    intact: false,
    rememberedEvents: 2,
    firstDifference: expect.stringContaining('a witness stands for 2'),
  })
})

test('where nothing is remembered the report says so', async () => {
  expect(await checked(cut, [])).toMatchObject({ intact: true, rememberedEvents: 0 })
})

test('whoever asks while a check runs waits for that one, however long it takes', async () => {
  let nowMs = 0
  const check = checkOf(whole, journaled, () => nowMs)
  const first = check()
  nowMs = 60_000
  expect(check()).toBe(first)

  await first
  nowMs += 9_999
  expect(check()).toBe(first)
  nowMs += 1
  const next = check()
  expect(next).not.toBe(first)
  await next
})
