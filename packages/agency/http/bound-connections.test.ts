import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { boundConnections } from './bound-connections.ts'

const served = async (isExempt?: (address: string) => boolean) => {
  const server = createServer((_, response) => response.end('here'))
  boundConnections(server, 8, isExempt)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const open: Socket[] = []
  /** Whether a new connection is served. */
  const enter = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    open.push(socket)
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
    return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)])
  }
  const leave = async (): Promise<void> => {
    const [gone] = open.splice(0, 1)
    gone!.destroy()
    await once(gone!, 'close')
  }
  const close = (): void => {
    for (const socket of open) socket.destroy()
    server.close()
  }
  return { enter, leave, close }
}

test('one address holds a quarter of the connections, and may have another one when one of them ends', async () => {
  const { enter, leave, close } = await served(() => false)
  expect([await enter(), await enter(), await enter()]).toEqual([true, true, false])
  await leave()
  await expect.poll(enter).toBe(true)
  close()
})

test('callers through a proxy on this machine share the whole, and no more', async () => {
  const { enter, close } = await served()
  for (let count = 0; count < 8; count++) expect(await enter()).toBe(true)
  expect(await enter()).toBe(false)
  close()
})
