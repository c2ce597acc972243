import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Of the connections that a process takes, one address may hold this share, so that nobody alone takes all of them. */
const SHARE = 1 / 4

/** What comes through a proxy on the same machine is many callers with one address. */
const isThisMachine = (address: string): boolean => /^(::ffff:)?127\.|^::1$/.test(address)

/**
 * Bounds a server's connections, and how many of them come from one address; what is beyond is closed at once.
 * Addresses of this machine share the whole.
 */
export const boundConnections = (
  server: Server,
  most: number,
  isExempt: (address: string) => boolean = isThisMachine,
): void => {
  server.maxConnections = most
  const mostEach = Math.max(1, Math.floor(most * SHARE))
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'gone'
    if (isExempt(address)) return
    const count = (open.get(address) ?? 0) + 1
    if (count > mostEach) {
      socket.destroy()
      return
    }
    open.set(address, count)
    socket.once('close', () => {
      const left = open.get(address)! - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}
