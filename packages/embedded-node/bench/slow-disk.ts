import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { compileShim } from '../store/faults/disk-shim.ts'
import { appendRate } from './rates.ts'
import { pathOf, startProcess } from './server-process.ts'

export interface OnSlowDisk {
  /** What the slowed disk syncs in a second, measured like the disk as it is. */
  readonly syncs: number
  /** Events that the node took in a second from 256 writers on this disk. */
  readonly perSecond: number
}

/**
 * The node with 256 writers on a disk whose syncs take so much longer, as those of other machines do: a disk that syncs
 * as often as a client can send shows nothing of what writers share. Or why that cannot be tried here.
 */
export const onSlowDisk = async (
  folder: string,
  { syncMs, seconds }: { syncMs: number; seconds: number },
): Promise<OnSlowDisk | string> => {
  const shim = compileShim(folder, pathOf('./slow-disk.c'))
  if ('missing' in shim) return shim.missing
  const env = { LD_PRELOAD: shim.library, SLOW_SYNC_US: String(syncMs * 1000) }
  const probe = [pathOf('./sync-probe.ts'), folder, String(seconds)]
  const syncs = Number(execFileSync(process.execPath, probe, { env: { ...process.env, ...env } }))
  const store = join(folder, `store-${syncMs}`)
  const node = await startProcess('../main.ts', ['--insecure', '--port', '0', '--data', store], [], env)
  const client = EventStoreDBClient.connectionString(node.connectionString)
  const shape = { writers: 256, batch: 1, seconds }
  await appendRate(client, shape)
  const perSecond = await appendRate(client, shape)
  await client.dispose()
  await node.stop()
  return { syncs, perSecond }
}
