import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@concord/access'
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
import type { Sleep } from './services.ts'

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
const forEver: Sleep = () => new Promise(() => {})
const checkOf = (
  { connectionString }: RunningNode,
  events: readonly JournaledEvent[],
  time: { readonly clock: Clock; readonly sleep: Sleep } = { clock: () => 0, sleep: forEver },
) => {
  const keys = openAgencyKeys(join(folder, 'keys'))
  const journal = { after: (ordinal: number) => events.filter((event) => event.ordinal > ordinal) }
  const remembered = rememberedHead(journal)
  keys.close()
  return openLogCheck({
    connectionString,
    agencies,
    anchors: keys.anchors,
    keeper: 'joc',
    remembered,
    ...time,
  })
}
const checked = async (node: RunningNode, events: readonly JournaledEvent[]) =>
  (await checkOf(node, events)()).report

test('a log that holds all that is remembered is intact', async () => {
  expect(journaled.map(({ type }) => type)).toEqual([LogHeadSigned.type])
  expect(await checked(whole, journaled)).toMatchObject({ intact: true, checked: 3, rememberedEvents: 2 })
})

test('a log that was cut off cleanly is found out by what this process remembers', async () => {
  expect(await checked(cut, journaled)).toMatchObject({
    intact: false,
    rememberedEvents: 2,
    firstDifference: expect.stringContaining('a witness vouches for 2'),
  })
})

test('where nothing is remembered the report says so', async () => {
  expect(await checked(cut, [])).toMatchObject({ intact: true, rememberedEvents: 0 })
})

/** Time that stands still, and in which the patience of whoever waits ends when it is told to. */
const stoppedTime = () => {
  const impatient: (() => void)[] = []
  const time = {
    nowMs: 0,
    clock: () => time.nowMs,
    sleep: () => new Promise<void>((end) => impatient.push(end)),
  }
  return { time, loseAllPatience: () => impatient.forEach((end) => void end()) }
}

test('whoever asks while a check runs waits for that one', async () => {
  const check = checkOf(whole, journaled)

  const [first, second] = await Promise.all([check(), check()])

  expect(first).toMatchObject({ checking: false, report: { intact: true } })
  expect(second.report).toBe(first.report)
})

test('a report is told again for ten seconds, and then a check begins anew', async () => {
  const { time } = stoppedTime()
  const check = checkOf(whole, journaled, time)
  const { report } = await check()

  time.nowMs = 9_999
  expect((await check()).report).toBe(report)
  time.nowMs = 10_000
  expect((await check()).report).not.toBe(report)
})

test('a clock that is put back keeps no report for longer', async () => {
  const { time } = stoppedTime()
  time.nowMs = 3_600_000
  const check = checkOf(whole, journaled, time)
  const { report } = await check()

  time.nowMs = 0
  expect((await check()).report).toBe(report)
  time.nowMs = 10_000
  expect((await check()).report).not.toBe(report)
})

test('while a check takes too long the report before is told, and that a check is under way', async () => {
  const { time, loseAllPatience } = stoppedTime()
  const check = checkOf(whole, journaled, time)
  const asked = check()
  loseAllPatience()
  expect(await asked).toEqual({ checking: true, report: undefined })
  const { report } = await check()

  time.nowMs = 3_600_000
  const askedLater = check()
  loseAllPatience()
  expect(await askedLater).toEqual({ checking: true, report })
})

test('what took long to check is told for as long again', async () => {
  const { time } = stoppedTime()
  const check = checkOf(whole, journaled, time)
  const asked = check()
  time.nowMs = 60_000
  const { report } = await asked

  time.nowMs = 119_999
  expect((await check()).report).toBe(report)
  time.nowMs = 120_000
  expect((await check()).report).not.toBe(report)
})
