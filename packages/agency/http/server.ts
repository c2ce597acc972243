import {
  createServer as createHttpServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'

/** What a process shows of itself on the line, and whose clients' certificates it asks for; all in PEM. */
export interface Tls {
  readonly certificate: string
  readonly key: string
  /** Only clients with a certificate of this authority get in. Left out, none is asked for. */
  readonly clientAuthority: string | undefined
}

/** A server of HTTP, or of HTTPS where the configuration says how. */
export const createServer = (
  tls: Tls | undefined,
  options: Pick<ServerOptions, 'requestTimeout' | 'headersTimeout' | 'keepAliveTimeout'>,
  listener: RequestListener,
): Server => {
  if (tls === undefined) return createHttpServer(options, listener)
  const { certificate: cert, key, clientAuthority: ca } = tls
  const mutual = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }
  return createHttpsServer({ ...options, cert, key, ...mutual }, listener)
}

/** Where a server is found, such as `https://127.0.0.1:4001`. */
export const addressOf = (tls: Tls | undefined, host: string, port: number): string =>
  `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`
