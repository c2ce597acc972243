import type { Server as HttpServer } from 'node:http'
import type { Http2Server } from 'node:http2'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

interface FrontDoorOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
  readonly http2: Http2Server
  readonly http1: HttpServer
  /** How long a new connection may take to say which protocol it speaks; 10 seconds if left out. */
  readonly introductionMs?: number
}

/** The open port. Connections over ten thousand are turned away. */
export interface FrontDoor {
  readonly port: number
  /** Takes no more connections; resolves when the last has gone. */
  readonly close: () => Promise<void>
  /** Cuts the connections that are left. */
  readonly cut: () => void
}

const mostConnections = 10_000

/**
 * Listens on one port for gRPC (HTTP/2) and for plain HTTP/1.1. With TLS the client names its protocol in the
 * handshake, without it the first bytes tell.
 */
export const openFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const { host, port, tls, http1, http2, introductionMs = 10_000 } = options
  const sockets = new Set<Socket>()
  const admit = (socket: Socket, isHttp2: boolean): void => {
    if (isHttp2) http2.emit('connection', socket)
    else http1.emit('connection', socket)
  }
  const server: Server = tls
    ? createTlsServer(
        { ...tls, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: introductionMs },
        (socket) => admit(socket, socket.alpnProtocol === 'h2'),
      )
    : createServer((socket) => tellApart(socket, introductionMs, admit))
  server.maxConnections = mostConnections
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = refusals[error.code ?? '']
      reject(why === undefined ? error : new Error(`Port ${port} on ${host} ${why}`))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Why a port cannot be listened on, and what to do. */
const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use; choose another one.',
  EACCES: 'may not be used by this user; choose one from 1024 on.',
  EADDRNOTAVAIL: 'cannot be used: this machine has no such address.',
  ENOTFOUND: 'cannot be used: no such host is known.',
}

/** The start of HTTP/2's preface, which no HTTP/1.1 request has. */
const preface = Buffer.from('PRI * HTTP/2')

const tellApart = (
  socket: Socket,
  introductionMs: number,
  admit: (socket: Socket, isHttp2: boolean) => void,
): void => {
  socket.setTimeout(introductionMs, () => socket.destroy())
  socket.once('readable', () => {
    socket.setTimeout(0)
    const head = socket.read() as Buffer | null
    if (head === null) return socket.destroy()
    socket.unshift(head)
    const known = head.subarray(0, preface.length)
    admit(socket, known.equals(preface.subarray(0, known.length)))
  })
}
