import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { LogRewritten, type StreamHead } from '@concord/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ConnectedEventLog,
  CountersignatureWithdrawn,
  catchUpTree,
  countersignNewestHead,
  headSigner,
  headStream,
  keepLogHeads,
  LogHeadSigned,
  type LogTree,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
  readTrustAnchors,
  readWitnessed,
  type SignedLogHead,
  signingKeyFile,
  verifyLog,
  withdrawCountersignature,
} from '../index.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { openSigningKey } from '../signing/signing-key.ts'
import { noted, noting } from '../testing/noted.ts'
import { rotated } from '../testing/rotated.ts'
import { readHeads } from './head-stream.ts'

/* The centre's key is stolen, or only replaced, while a witness countersigns its heads. */

const agencies = noting('police', 'joc')

let folder: string
let node: RunningNode
let tree: LogTree
let joc: ConnectedEventLog
let police: ConnectedEventLog
let thief: ConnectedEventLog
let opened: { close: () => unknown }[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-ended-'))
  opened = []
  node = await startNode({ port: 0 })
  const keys = join(folder, 'keys')
  const loot = join(folder, 'loot')
  prepareKeys(keys, ['police', 'joc'])
  mkdirSync(loot)
  for (const file of [signingKeyFile(keys, 'joc'), join(keys, 'trust.json')]) {
    copyFileSync(file, join(loot, basename(file)))
  }
  ;[joc, police, thief] = [logIn(keys, 'joc'), logIn(keys, 'police'), logIn(loot, 'joc')]
  tree = openLogTree(join(folder, 'tree'))
  opened.push(tree)
  for (const log of [joc, police]) await log.enrol()
  for (const _ of [1, 2]) await headAfterNews()
})
afterEach(async () => {
  for (const each of opened) await each.close()
  await node.stop()
  rmSync(folder, { recursive: true })
})
const logIn = (keysFolder: string, agency: string): ConnectedEventLog => {
  const keys = openAgencyKeys(keysFolder)
  const log = openEventLog({ connectionString: node.connectionString, agencies, keys, agency })
  opened.push(log, keys)
  return log
}
const fresh: StreamHead = { revision: 'no-stream', hash: null }
let streams = 0
const headAfterNews = async (): Promise<SignedLogHead> => {
  expect(await police.append(`police-${streams++}`, fresh, [noted('police')])).toMatchObject({ ok: true })
  await catchUpTree(joc, tree)
  // Another signer each time, as after a restart of the centre.
  const signed = await headSigner({ log: joc, agency: 'joc', tree })()
  if (!signed.ok) throw new Error(signed.error.kind)
  return signed.value
}
const countersign = () =>
  countersignNewestHead({ log: police, agency: 'police', signer: 'joc', memory: join(folder, 'seen.json') })
/** A head that proves to have grown from `since`, over events that never were. */
const stealHead = async (since: SignedLogHead): Promise<SignedLogHead> => {
  const loot = openLogTree(join(folder, `loot-tree-${streams++}`))
  for (let index = 0; index <= since.size; index++) {
    const isTrue = index < tree.size()
    const hash = isTrue ? tree.leaves(index, 1).toString('base64url') : 'A'.repeat(43)
    loot.append([{ hash, position: BigInt(index) }])
  }
  const head = {
    ...since,
    size: since.size + 1,
    root: loot.root().toString('base64url'),
    at: new Date().toISOString(),
    since: { size: since.size, root: since.root },
    proof: loot.consistencyProof(since.size).map((hash) => hash.toString('base64url')),
  }
  loot.close()
  const stands = await readHeads(thief, 'joc', fresh)
  if (!stands.ok) throw new Error(stands.error.kind)
  const event = ownEvent('joc', LogHeadSigned, head, new Date())
  expect(await thief.append(headStream('joc'), stands.value.end, [event])).toMatchObject({ ok: true })
  return head
}
/** The centre's key ends; in the past, unless its replacement is all that happens. */
const rotate = async (reason?: 'compromised'): Promise<void> => {
  const keys = join(folder, 'keys')
  const { kid } = openSigningKey(keys, 'joc')
  const ends = reason && [{ kid, at: '2020-01-01T00:00:00Z', reason }]
  const common = { connectionString: node.connectionString, agencies, anchors: readTrustAnchors(keys) }
  await rotated(joc, { ...common, agency: 'joc', folder: keys, overlapMs: 0, ...(ends && { ends }) })
  await police.keySource.refresh('joc')
}
const verified = (witnessed = [readWitnessed(join(folder, 'seen.json'))!]) =>
  verifyLog({
    connectionString: node.connectionString,
    agencies,
    anchors: readTrustAnchors(join(folder, 'keys')),
    witnessed,
  })

test('a witness goes on over a rotation of the key whose heads it countersigns', async () => {
  expect(await countersign()).toMatchObject({ ok: true })
  await rotate()
  const head = await headAfterNews()

  expect(await countersign()).toEqual({ ok: true, value: head })
  expect(await verified()).toMatchObject({ ok: true, value: { withoutForce: 0 } })
})

test('a witness goes on when the key is revoked in the past, from a head that has lost its force', async () => {
  expect(await countersign()).toMatchObject({ ok: true })
  await headAfterNews()
  await rotate('compromised')
  expect(await countersign()).toEqual({ ok: true, value: undefined })
  const head = await headAfterNews()

  expect(await countersign()).toEqual({ ok: true, value: head })
  expect(await countersign()).toEqual({ ok: true, value: undefined })
  expect(await verified()).toMatchObject({
    ok: true,
    value: { heads: 1, countersignatures: 2, withoutForce: 3 },
  })
})

test('a witness that begins after the revocation countersigns what stands', async () => {
  await rotate('compromised')
  const head = await headAfterNews()

  expect(await countersign()).toEqual({ ok: true, value: head })
})

test('heads that a thief signed claim nothing once the key has ended, and lead nobody astray', async () => {
  expect(await countersign()).toMatchObject({ ok: true })
  const seen = await headAfterNews()
  await stealHead(await stealHead(seen))
  await expect(headAfterNews()).rejects.toThrow(LogRewritten)
  expect(await verified()).toMatchObject({ error: { difference: { reason: 'other-root' } } })

  await rotate('compromised')
  const head = await headAfterNews()
  expect(head.since).toEqual({ size: seen.size, root: seen.root })
  expect(await countersign()).toEqual({ ok: true, value: head })
  expect(await verified()).toMatchObject({ ok: true, value: { heads: 1, withoutForce: 5 } })
})

test('the centre finds at once that the log does not hold what was signed, though nothing more is recorded', async () => {
  await stealHead(await headAfterNews())
  await police.append('police-news', fresh, [noted('police')])
  const stopping = new AbortController()
  const keeping = keepLogHeads({ log: joc, agency: 'joc', tree, everyMs: 500, signal: stopping.signal })
  await expect(keeping).rejects.toThrow(LogRewritten)
})

test('a witness that saw what the log does not continue says so, whoever has signed it', async () => {
  const lie = await stealHead(await headAfterNews())
  expect(await countersign()).toMatchObject({ ok: true, value: { root: lie.root } })
  await rotate('compromised')
  await headAfterNews()

  expect(await countersign()).toMatchObject({ error: { kind: 'rewritten' } })
  const [detail] = [
    `The first ${lie.size} events do not have the root that seen.json remembers, police countersigned.`,
  ]
  const seen = { ...readWitnessed(join(folder, 'seen.json'))!, file: 'seen.json' }
  expect(await verified([seen])).toMatchObject({ error: { difference: { reason: 'other-root', detail } } })
  // Nor is it enough to forget: what was countersigned stands in the log.
  expect(await verified([])).toMatchObject({ error: { difference: { reason: 'other-root' } } })
})

test('once it was looked into, the witness takes back what it said and begins anew, and everybody is told why', async () => {
  const lie = await stealHead(await headAfterNews())
  await countersign()
  await rotate('compromised')
  const reason = 'The head was signed with a key that was stolen: its events never were.'
  const withdraw = (size: number) => withdrawCountersignature(police, { agency: 'police', size, reason })
  expect(await withdraw(lie.size + 1)).toMatchObject({ error: { kind: 'misfit' } })
  expect(await withdraw(lie.size)).toMatchObject({ ok: true })
  expect(await withdraw(lie.size)).toMatchObject({ error: { kind: 'misfit' } })
  rmSync(join(folder, 'seen.json'))
  const head = await headAfterNews()

  expect(await countersign()).toEqual({ ok: true, value: head })
  expect(await verified()).toMatchObject({
    ok: true,
    value: { countersignatures: 1, withdrawn: [{ by: 'police', size: lie.size, root: lie.root, reason }] },
  })
})

test('an agency takes back no countersignature of another one', async () => {
  const lie = await stealHead(await headAfterNews())
  await countersign()
  await rotate('compromised')
  const stored = await police.readStored(headStream('police'))
  const countersignature = stored.ok ? stored.value[0]!.id : ''
  const stands = await readHeads(joc, 'joc', fresh)
  const end = stands.ok ? stands.value.end : fresh
  const fields = { countersignature, reason: 'It is not mine to take back.' }
  await joc.append(headStream('joc'), end, [ownEvent('joc', CountersignatureWithdrawn, fields, new Date())])
  expect(lie.size).toBeGreaterThan(0)
  expect(await verified([])).toMatchObject({ error: { difference: { reason: 'other-root' } } })
})
