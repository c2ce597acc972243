import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { startNode } from '@concord/embedded-node'
import { jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { MOST_APPENDS, openConnection } from './connection.ts'
import { readLastEvent } from './read-stream.ts'

let node: Awaited<ReturnType<typeof startNode>>
beforeAll(async () => {
  node = await startNode({ port: 0 })
})
afterAll(() => node.stop())

/** A line to the store that can be frozen: open on both sides, and nothing passes. */
const openLine = async () => {
  const sockets: Socket[] = []
  let isFrozen = false
  const server = createServer((near) => {
    const far = connect(node.port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(from)
      from
        .on('data', (bytes) => to.write(bytes))
        .on('error', () => to.destroy())
        .on('close', () => to.destroy())
      if (isFrozen) from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const set = (frozen: boolean): void => {
    isFrozen = frozen
    for (const socket of sockets) frozen ? socket.pause() : socket.resume()
  }
  const { port } = server.address() as AddressInfo
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    freeze: () => set(true),
    thaw: () => set(false),
  }
}

const observation = () =>
  jsonEvent({ id: randomUUID(), type: 'Observed', data: { text: 'x'.repeat(40_000) } })

test('a store that freezes under many appends is away for each of them, and for nobody else', {
  timeout: 60_000,
}, async () => {
  const line = await openLine()
  const connection = openConnection(line.connectionString, 2_000)
  onTestFinished(() => connection.close())
  const append = (stream: string) =>
    connection.append((client) => client.appendToStream(stream, [observation()]))
  const recorded = (stream: string) =>
    vi.waitFor(async () => expect(await append(stream)).toMatchObject({ ok: true }), 20_000)
  await recorded('police-first')
  line.freeze()
  const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => append(`police-${index}`)))
  expect(answers.map(({ ok }) => ok)).toEqual(answers.map(() => false))
  line.thaw()
  await recorded('police-afterwards')
  // Whoever was told that the store is away may have sent it again elsewhere: what had not left is not written late.
  const written = await Promise.all(answers.map((_, index) => readLastEvent(connection, `police-${index}`)))
  const late = written.filter((found) => found.ok && found.value !== undefined)
  expect(late.length).toBeLessThanOrEqual(MOST_APPENDS)
})
