import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@concord/embedded-node'
import type { StreamHead } from '@concord/kernel'
import { expect, test } from 'vitest'
import { openAgencyKeys, openEventLog, prepareKeys, verifyLog } from '../index.ts'
import { noted, noting } from '../testing/noted.ts'
import { openPatience, patiently } from './patience.ts'

const agencies = noting('police')

/** A line to the store that breaks whenever so many bytes came over it, the first few times. */
const brokenLine = async (port: number, bytes: number, times: number) => {
  let left = times
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let passed = 0
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => near.destroy() && far.destroy())
    }
    near.pipe(far)
    far.on('data', (chunk) => {
      passed += chunk.length
      if (passed <= bytes || left === 0) return void near.write(chunk)
      if (!near.destroyed) left -= 1
      near.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as { port: number }).port, breaks: () => times - left, close }
}

test('a line that breaks again and again delays a verification, which looks at each event once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-patience-'))
  prepareKeys(folder, ['police'])
  const keys = openAgencyKeys(folder)
  const node = await startNode({ port: 0 })
  const { connectionString, port } = node
  const log = openEventLog({ connectionString, agencies, keys, agency: 'police' })
  await log.enrol()
  let head: StreamHead = { revision: 'no-stream', hash: null }
  for (let batch = 0; batch < 10; batch++) {
    const events = Array.from({ length: 50 }, () => noted('police', 'x'.repeat(1_000)))
    const appended = await log.append('police-1', head, events)
    if (appended.ok) head = appended.value.head
  }
  await log.close()

  const line = await brokenLine(port, 250_000, 3)
  const waits: number[] = []
  const verified = await verifyLog({
    connectionString: connectionString.replace(String(port), String(line.port)),
    agencies,
    anchors: keys.anchors,
    threads: 1,
    onWait: (_, waitMs) => waits.push(waitMs),
  })
  expect(verified).toMatchObject({ ok: true, value: { events: 501, streams: 2 } })
  expect([line.breaks(), waits.length]).toEqual([3, 3])
  line.close()
  keys.close()
  await node.stop()
  rmSync(folder, { recursive: true })
})

test('patience ends when nothing has come of waiting for so long, and begins anew with whatever comes', async () => {
  const away = { ok: false, error: { kind: 'unavailable', detail: 'away', retryAfterS: 1 } } as const
  const waits: number[] = []
  const patience = openPatience(5, (_, waitMs) => waits.push(waitMs))
  expect(await patiently(patience, async () => away)).toBe(away)
  expect(await patience.wait('still away')).toBe(false)
  patience.going()
  expect(await patience.wait('away again')).toBe(true)
  expect(waits).toEqual([5, 5])
})
