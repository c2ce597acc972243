import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  catchUpTree,
  headSigner,
  type LogTree,
  openAgencyKeys,
  openEventLog,
  openLogTree,
  prepareKeys,
  verifyLog,
} from '../index.ts'
import type * as reading from '../store/read-stream.ts'
import { noted, noting } from '../testing/noted.ts'

/* Whatever a verification reads, the log goes on right after it, and another head of it is signed. */

let goOn: (() => Promise<void>) | undefined
vi.mock('../store/read-stream.ts', async (actual) => {
  const { readHead, readStoredStream, ...others } = await actual<typeof reading>()
  const goingOn =
    <Args extends readonly unknown[], Read>(read: (...args: Args) => Promise<Read>) =>
    async (...args: Args): Promise<Read> => {
      const found = await read(...args)
      const once = goOn
      goOn = undefined
      await once?.()
      goOn = once
      return found
    }
  return { ...others, readHead: goingOn(readHead), readStoredStream: goingOn(readStoredStream) }
})

const agencies = noting('joc')
const folder = mkdtempSync(join(tmpdir(), 'concord-verify-'))
let node: RunningNode
let keys: AgencyKeys
let log: ConnectedEventLog
let tree: LogTree
beforeAll(async () => {
  node = await startNode({ port: 0 })
  prepareKeys(folder, ['joc'])
  keys = openAgencyKeys(folder)
  tree = openLogTree(join(folder, 'tree'))
  log = openEventLog({ connectionString: node.connectionString, agencies, keys, agency: 'joc' })
  await log.enrol()
})
afterAll(async () => {
  await log.close()
  keys.close()
  tree.close()
  await node.stop()
  rmSync(folder, { recursive: true })
})

test('a log that goes on while it is verified is in order', async () => {
  let times = 0
  const signHead = headSigner({ log, agency: 'joc', tree })
  goOn = async () => {
    const fresh = { revision: 'no-stream', hash: null } as const
    expect(await log.append(`joc-INC-${times++}`, fresh, [noted('joc')])).toMatchObject({ ok: true })
    await catchUpTree(log, tree)
    expect(await signHead()).toMatchObject({ ok: true })
  }
  const { connectionString } = node
  const verified = await verifyLog({ connectionString, agencies, anchors: keys.anchors, threads: 1 })
  expect(times).toBeGreaterThan(2)
  expect(verified).toMatchObject({ ok: true, value: { heads: expect.any(Number) } })
})
