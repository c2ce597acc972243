import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { EncodedEvent } from '../codec/encode.ts'
import { appendEncoded } from './append.ts'
import { openConnection } from './connection.ts'

const HOUR_MS = 3_600_000

/** A store in a process of its own, which has a clock of its own. */
const storeElsewhere = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-clock-'))
  const store = fork(join(import.meta.dirname, '../bench/node-process.ts'), [folder])
  onTestFinished(async () => {
    store.disconnect()
    await once(store, 'exit')
    rmSync(folder, { recursive: true })
  })
  const [connectionString] = await once(store, 'message')
  return connectionString
}

const observed = (): EncodedEvent =>
  ({
    chained: { id: randomUUID(), type: 'Observed', data: { observation: 'smoke' } },
    metadata: Buffer.from('{}'),
  }) as unknown as EncodedEvent

test('a machine whose clock is behind the store’s records all the same', async () => {
  const connection = openConnection(await storeElsewhere())
  onTestFinished(() => connection.close())
  const { now } = Date
  const behind = vi.spyOn(Date, 'now').mockImplementation(() => now() - HOUR_MS)
  onTestFinished(() => behind.mockRestore())

  const head = { revision: 'no-stream', hash: null } as const
  expect(await appendEncoded(connection, 'police-INC-1', head, [observed()])).toMatchObject({ ok: true })
})
