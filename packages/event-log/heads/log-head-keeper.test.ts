import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { LogRewritten } from '@concord/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  catchUpTree,
  countersignNewestHead,
  headSigner,
  headStream,
  keepLogHeads,
  keepWitness,
  type LogTree,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
  signedHeads,
  verifyLog,
} from '../index.ts'
import { noted, noting } from '../testing/noted.ts'

const agencies = noting('police', 'joc')

const folder = mkdtempSync(join(tmpdir(), 'concord-heads-'))
let node: RunningNode
let keys: AgencyKeys
let tree: LogTree
let joc: ConnectedEventLog
let police: ConnectedEventLog
beforeAll(async () => {
  prepareKeys(folder, ['police', 'joc'])
  keys = openAgencyKeys(folder)
  node = await startNode({ port: 0 })
  tree = openLogTree(join(folder, 'tree'))
  joc = logAt(node, 'joc')
  police = logAt(node, 'police')
  for (const log of [joc, police]) await log.enrol()
})
afterAll(async () => {
  for (const log of [joc, police]) await log.close()
  tree.close()
  keys.close()
  await node.stop()
  rmSync(folder, { recursive: true })
})
const logAt = ({ connectionString }: RunningNode, agency: string): ConnectedEventLog =>
  openEventLog({ connectionString, agencies, keys, agency })
const note = async (stream: string): Promise<void> => {
  expect((await police.append(stream, { revision: 'no-stream', hash: null }, [noted('police')])).ok).toBe(
    true,
  )
}
const countIn = async (stream: string): Promise<number> => {
  const read = await police.readStream(stream)
  return read.ok ? read.value.events.length : -1
}

test('heads follow the log and are countersigned, and give no occasion for more heads', async () => {
  const stopping = new AbortController()
  const { signal } = stopping
  const failures: unknown[] = []
  const onFailure = (failure: unknown): unknown => failures.push(failure)
  const keeping = [
    keepLogHeads({ log: joc, agency: 'joc', tree, everyMs: 20, signal, onFailure }),
    keepWitness({
      log: police,
      agency: 'police',
      signer: 'joc',
      memory: join(folder, 'seen.json'),
      everyMs: 20,
      signal,
      onFailure,
    }),
  ]
  await note('police-1')
  await expect.poll(() => countIn(headStream('police'))).toBeGreaterThan(0)
  await note('police-2')
  const noted = await police.readStored('police-2')
  const position = noted.ok ? noted.value[0]!.position : 0n
  const coveredUpTo = async (): Promise<bigint> => {
    const heads = await police.readStored(headStream('joc'))
    return heads.ok ? BigInt(signedHeads(heads.value).at(-1)?.head.position ?? 0) : 0n
  }
  await expect.poll(coveredUpTo).toBeGreaterThanOrEqual(position)
  const settled = await countIn(headStream('joc'))
  // Time for a dozen more heads, had there been an occasion.
  await setTimeout(250)
  stopping.abort()
  await Promise.all(keeping)

  expect(await countIn(headStream('joc'))).toBe(settled)
  expect(failures).toEqual([])
  const { connectionString } = node
  expect(await verifyLog({ connectionString, agencies, anchors: keys.anchors, tree })).toMatchObject({
    ok: true,
  })
})

test('a witness tells that the newest head it saw was exchanged, although nothing follows it', async () => {
  const [signer, memory] = ['joc', join(folder, 'exchanged.json')] as const
  await catchUpTree(joc, tree)
  const signed = await headSigner({ log: joc, agency: signer, tree })()
  expect(signed.ok).toBe(true)
  const witness = { log: police, agency: 'police', signer, memory }
  expect(await countersignNewestHead(witness)).toMatchObject({ ok: true, value: signed.ok && signed.value })
  expect(await countersignNewestHead(witness)).toEqual({ ok: true, value: undefined })

  const exchanged: ConnectedEventLog = {
    ...police,
    readStored: async (...asked) => {
      const read = await police.readStored(...asked)
      return read.ok ? { ...read, value: read.value.map((head) => ({ ...head, id: randomUUID() })) } : read
    },
  }
  expect(await countersignNewestHead({ ...witness, log: exchanged })).toMatchObject({
    error: { kind: 'rewritten' },
  })
})

test('a tree that knows more than the log says that the log was set back', async () => {
  const backup = await startNode({ port: 0 })
  const log = logAt(backup, 'joc')
  await log.enrol()
  const keeping = keepLogHeads({
    log,
    agency: 'joc',
    tree,
    everyMs: 20,
    signal: new AbortController().signal,
  })

  await expect(keeping).rejects.toThrow(LogRewritten)
  await log.close()
  await backup.stop()
})
