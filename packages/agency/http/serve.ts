import { constants } from 'node:crypto'
import {
  createServer,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import type { Configuration } from '../configuration/configuration.ts'
import type { Tls } from '../configuration/configured-files.ts'
import { boundConnections } from './bound-connections.ts'

/** A server that takes requests. */
export interface Serving {
  /** Where it is found, such as `https://127.0.0.1:4001`. */
  readonly url: string
  /** Takes nothing new, lets what runs come to its end for the configured time (`stopMs`), and closes what is left. */
  readonly close: () => Promise<void>
}

/** What keeps one client from taking all of a server; over HTTP and HTTPS alike. */
export interface ServeLimits {
  readonly mostConnections: number
  /** How long a whole request may take to come in, in milliseconds; 0 for any time. */
  readonly requestTimeout: number
  /** How long a connection may stand on which neither side takes anything, in milliseconds; left out, two minutes. */
  readonly idleMs?: number
  /** How long a client may take to agree on TLS, in milliseconds; left out, as long as for the head of a request. */
  readonly handshakeMs?: number
}

/** For what comes before a request and between requests. */
const PATIENCE_MS = 15_000

/** Longer than any answer is made without a byte of it going out, and than a live stream is silent. */
const IDLE_MS = 120_000

/** Serves over HTTP, or HTTPS where the configuration says how. Rejects when the port is taken or not allowed. */
export const serve = async (
  listener: RequestListener,
  { tls, host, port, stopMs }: Pick<Configuration, 'tls' | 'host' | 'port' | 'stopMs'>,
  { mostConnections, requestTimeout, idleMs = IDLE_MS, handshakeMs = PATIENCE_MS }: ServeLimits,
): Promise<Serving> => {
  const timeouts = { requestTimeout, headersTimeout: PATIENCE_MS, keepAliveTimeout: PATIENCE_MS }
  const server = serverOf(tls, { ...timeouts, handshakeTimeout: handshakeMs })
  closeOnlyWhatIsAnswered(server)
  server.on('request', listener)
  boundConnections(server, mostConnections)
  // Whoever asks and takes nothing of the answer would have it kept here for ever.
  server.timeout = idleMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${name}:${(server.address() as AddressInfo).port}`,
    close: () => closeWithin(server, stopMs),
  }
}

const serverOf = (
  tls: Tls | undefined,
  options: ServerOptions & { readonly handshakeTimeout: number },
): Server => {
  if (tls === undefined) return createServer(options)
  const { certificate: cert, key, clientAuthority: ca } = tls
  const mutual = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }
  // Certificates are checked as a connection begins: nobody shows another one later.
  const secureOptions = constants.SSL_OP_NO_RENEGOTIATION
  return createHttpsServer({ ...options, cert, key, secureOptions, ...mutual })
}

/**
 * Has a server that is closing hang up where every answer has gone out to its last byte, and only there. Node itself takes
 * a connection for idle as soon as its answer has been ended, and would cut off what a slow reader has yet to take; one on
 * which nothing was asked yet it takes for busy.
 */
const closeOnlyWhatIsAnswered = (server: Server): void => {
  const underWay = new Map<Socket, number>()
  let isClosing = false
  const hangUp = (socket: Socket): void => {
    if (underWay.get(socket) === 0) socket.destroySoon()
  }
  server.on(connectionOf(server), (socket: Socket) => {
    underWay.set(socket, 0)
    socket.once('close', () => underWay.delete(socket))
    if (isClosing) hangUp(socket)
  })
  server.on('request', ({ socket }, response: ServerResponse) => {
    if (isClosing) response.setHeader('Connection', 'close')
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const count = underWay.get(socket)
      if (count !== undefined) underWay.set(socket, count - 1)
      if (isClosing) hangUp(socket)
    })
  })
  // What `close` calls.
  server.closeIdleConnections = () => {
    isClosing = true
    for (const socket of underWay.keys()) hangUp(socket)
  }
}

/** The event that gives the socket which requests come on: beneath TLS lies another. */
const connectionOf = (server: Server): string =>
  server instanceof TlsServer ? 'secureConnection' : 'connection'

const closeWithin = async (server: Server, mostMs: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const late = setTimeout(() => server.closeAllConnections(), mostMs)
  await closed
  clearTimeout(late)
}
