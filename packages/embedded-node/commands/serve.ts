import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { toldOfFault } from '@concord/kernel/fault'
import { endingNobody, MOST_WAITING } from '@concord/kernel/log-lines'
import { type Logger, pino } from 'pino'
import { type NodeOptions, type NodeSecurity, type RunningNode, startNode } from '../index.ts'
import { oncePerError } from './once-per-error.ts'

/**
 * What the command `start` was told, by its options or the environment: sizes in bytes, times in milliseconds,
 * certificate and key as names of PEM files.
 */
export interface ServeOptions {
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

/** Serves a store until the process is interrupted: prints the ready line, and logs what happens, one line each. */
export const serve = async (options: ServeOptions): Promise<void> => {
  const log = openLog()
  try {
    const node = await startNode(nodeOptions(options, log))
    stopWhenAsked(node, log)
    tellOpening(node, log)
    if (isOpenToOthers(options)) {
      const address = `${options.host}:${node.port}`
      log.warn(`INSECURE: everybody who can reach ${address} can read, write and delete everything.`)
    }
    console.log(`ready ${node.connectionString}`)
    if (await node.hasUsualPassword()) {
      log.warn("The user admin still has the usual first password 'changeit': change it.")
    }
  } catch (error) {
    log.fatal(`The node did not start: ${(error as Error).message}`)
    process.exitCode = 1
  }
}

const openLog = (): Logger =>
  pino(
    {
      name: 'log',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    endingNobody(pino.destination({ dest: 2, sync: true, maxLength: MOST_WAITING })),
  )

const stopWhenAsked = (node: RunningNode, log: Logger): void => {
  const stop = (signal: string): void => {
    log.info(`Stopping on ${signal}.`)
    void node.stop().then(() => log.info('The node has stopped.'))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  void node.failed.then((reason) => {
    log.fatal(`The node has failed: ${reason.message}`)
    process.exitCode = 1
  })
}

const tellOpening = ({ opening, dataFolder, port }: RunningNode, log: Logger): void => {
  const { lastPosition, tookMs, droppedBytes } = opening
  log.info({ folder: dataFolder, position: Number(lastPosition) }, `The store opened in ${tookMs} ms.`)
  log.info({ port }, 'The node is ready.')
  if (droppedBytes > 0) {
    log.warn(
      `An unfinished write of ${droppedBytes} bytes was dropped; no client had been told that it was done.`,
    )
  }
}

const nodeOptions = (options: ServeOptions, log: Logger): NodeOptions => ({
  host: options.host,
  port: options.port,
  ...(options.data === undefined ? {} : { dataFolder: options.data }),
  ...(options.insecure ? {} : { security: security(options) }),
  ...(options.advertise === undefined ? {} : { advertised: options.advertise }),
  ...(options.maxAppendSize === undefined ? {} : { maximumAppendBytes: options.maxAppendSize }),
  ...(options.commitTimeout === undefined ? {} : { commitTimeoutMs: options.commitTimeout }),
  onUnexpected: oncePerError((path, error) =>
    log.error({ path, error: toldOfFault(error) }, 'A call failed unexpectedly.'),
  ),
})

const security = ({ tlsCert, tlsKey, certHost, firstPassword }: ServeOptions): NodeSecurity => {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new Error('A certificate needs its key: give both --tls-cert and --tls-key.')
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

const isOpenToOthers = ({ insecure, host }: ServeOptions): boolean => insecure === true && !loopback.has(host)
