import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Logger, type LoggerOptions, pino } from 'pino'
import type { NodeOptions, NodeSecurity, RunningNode } from '../index.ts'
import { keepMemoryBounded } from './thrift.ts'

interface StartOptions {
  readonly data?: string
  readonly port: number
  readonly host: string
  readonly insecure?: true
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly certHost?: readonly string[]
  readonly firstPassword?: string
  readonly advertise?: { readonly host: string; readonly port: number }
  readonly maxAppendSize?: number
  readonly commitTimeout?: number
}

export const startCommand = (): Command =>
  new Command('start')
    .description('serve a store until interrupted')
    .option('--data <folder>', 'where the events live; left out: a temporary folder, deleted at the end')
    .addOption(
      setting('--port <port>', 'PORT', 'port for gRPC; 0 takes any free one').default(2113).argParser(toPort),
    )
    .addOption(setting('--host <address>', 'HOST', 'address to listen on').default('127.0.0.1'))
    .addOption(
      setting('--insecure', 'INSECURE', 'no TLS, no users: everybody who reaches the port may do everything'),
    )
    .addOption(
      setting('--tls-cert <file>', 'TLS_CERT', 'certificate in PEM; left out: the node makes its own'),
    )
    .addOption(setting('--tls-key <file>', 'TLS_KEY', 'private key of the certificate, in PEM'))
    .option('--cert-host <name...>', "further host names for the node's own certificate")
    .addOption(
      setting('--first-password <word>', 'FIRST_PASSWORD', 'first password of the users admin and ops'),
    )
    .addOption(
      setting('--advertise <host:port>', 'ADVERTISE', 'where discovery sends clients').argParser(toEndPoint),
    )
    .addOption(
      setting('--max-append-size <bytes>', 'MAX_APPEND_SIZE', 'most bytes of one append').argParser(toBytes),
    )
    .addOption(
      setting(
        '--commit-timeout <ms>',
        'COMMIT_TIMEOUT_MS',
        'how long a write may wait for the disk; left out: no limit',
      ).argParser(toMs),
    )
    .action(start)

const setting = (flags: string, variable: string, description: string): Option =>
  new Option(flags, description).env(variableOf(variable))

/** What EventStoreDB calls the same, with the same meaning, is understood under its name too. */
const sharedWithEventStore = new Set(['MAX_APPEND_SIZE', 'COMMIT_TIMEOUT_MS'])

const variableOf = (name: string): string => {
  const [own, theirs] = [`CONCORD_NODE_${name}`, `EVENTSTORE_${name}`]
  const takesTheirs = sharedWithEventStore.has(name) && process.env[own] === undefined
  return takesTheirs && process.env[theirs] !== undefined ? theirs : own
}

const logOptions: LoggerOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
}

const start = async (options: StartOptions): Promise<void> => {
  keepMemoryBounded(process)
  // Loaded here, and so once: by the process that serves.
  const { startNode } = await import('../index.ts')
  const log = pino(logOptions, pino.destination(2))
  let node: RunningNode
  try {
    node = await startNode(nodeOptions(options, log))
  } catch (error) {
    log.fatal(`The node did not start: ${(error as Error).message}`)
    process.exitCode = 1
    return
  }
  const { lastPosition, tookMs } = node.opening
  log.info({ folder: node.dataFolder, position: Number(lastPosition) }, `The store opened in ${tookMs} ms.`)
  log.info({ port: node.port }, 'The node is ready.')
  if (node.opening.droppedBytes > 0) {
    log.warn(
      `An unfinished write of ${node.opening.droppedBytes} bytes was dropped; it was never acknowledged.`,
    )
  }
  warn(options, node, log)
  console.log(`ready ${node.connectionString}`)

  const stop = (signal: string): void => {
    log.info(`Stopping on ${signal}.`)
    void node.stop().then(() => log.info('The node has stopped.'))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  node.failed.then((reason) => {
    log.fatal(`The store failed and the node has stopped: ${reason.message}`)
    process.exitCode = 1
  })
}

const nodeOptions = (options: StartOptions, log: Logger): NodeOptions => ({
  host: options.host,
  port: options.port,
  ...(options.data === undefined ? {} : { dataFolder: options.data }),
  ...(options.insecure ? {} : { security: security(options) }),
  ...(options.advertise === undefined ? {} : { advertised: options.advertise }),
  ...(options.maxAppendSize === undefined ? {} : { maximumAppendBytes: options.maxAppendSize }),
  ...(options.commitTimeout === undefined ? {} : { commitTimeoutMs: options.commitTimeout }),
  onUnexpected: (path, error) =>
    log.error({ path, error: (error as Error).stack }, 'A call failed unexpectedly.'),
})

const security = ({ tlsCert, tlsKey, certHost, firstPassword }: StartOptions): NodeSecurity => {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new Error('A certificate and its key come together: give both --tls-cert and --tls-key.')
  }
  return {
    ...(tlsCert && tlsKey ? { certificate: certificateIn(tlsCert, tlsKey) } : {}),
    ...(certHost === undefined ? {} : { certificateHosts: certHost }),
    ...(firstPassword === undefined ? {} : { firstPassword }),
  }
}

/** Throws unless both files can be read and belong together. */
const certificateIn = (
  certFile: string,
  keyFile: string,
): { readonly cert: string; readonly key: string } => {
  try {
    const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')]
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (error) {
    throw new Error(
      `The certificate ${certFile} cannot be used with the key ${keyFile}: ${(error as Error).message}.`,
    )
  }
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

const warn = ({ insecure, host }: StartOptions, node: RunningNode, log: Logger): void => {
  if (insecure && !loopback.has(host)) {
    log.warn(`INSECURE: everybody who can reach ${host}:${node.port} can read, write and delete everything.`)
  }
  if (node.usualPassword) log.warn("The user admin still has the usual first password 'changeit': change it.")
}

const toPort = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  }
  return port
}

const toEndPoint = (text: string): { host: string; port: number } => {
  const [, host, port] = /^(.+):(\d+)$/.exec(text) ?? []
  if (host === undefined) throw new InvalidArgumentError('Write it as host:port.')
  return { host, port: toPort(port!) }
}

/** A message holds at most 17 MiB, so no append can be larger than what fits one event of that size. */
const largestAppend = 64 * 1024 * 1024

const longestTimeoutMs = 10 * 60 * 1000

const toMs = (text: string): number => {
  const ms = Number(text)
  if (!Number.isInteger(ms) || ms < 1 || ms > longestTimeoutMs) {
    throw new InvalidArgumentError(`A whole number of milliseconds from 1 to ${longestTimeoutMs}.`)
  }
  return ms
}

const toBytes = (text: string): number => {
  const bytes = Number(text)
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > largestAppend) {
    throw new InvalidArgumentError(`A whole number of bytes from 1 to ${largestAppend}.`)
  }
  return bytes
}
