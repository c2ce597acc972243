import { Command, InvalidArgumentError, Option } from 'commander'
import type { ServeOptions } from './serve.ts'
import { keepMemoryBounded } from './thrift.ts'

/**
 * The command `start`. Options win over the environment; a value that makes no sense is refused before anything is
 * opened.
 */
export const startCommand = (): Command =>
  new Command('start')
    .description('serve a store until interrupted')
    .option('--data <folder>', 'folder of the events; by default a temporary one, deleted at the end')
    .addOption(
      setting('--port <port>', 'PORT', 'port for gRPC; 0 takes any free one').default(2113).argParser(toPort),
    )
    .addOption(setting('--host <address>', 'HOST', 'address to listen on').default('127.0.0.1'))
    .addOption(
      setting(
        '--insecure',
        'INSECURE',
        'no TLS and no users: everybody who can reach the port may do everything',
      ),
    )
    .addOption(
      setting('--tls-cert <file>', 'TLS_CERT', 'certificate in PEM; by default the node makes its own'),
    )
    .addOption(setting('--tls-key <file>', 'TLS_KEY', 'private key of the certificate, in PEM'))
    .option('--cert-host <name...>', "further host names for the node's own certificate")
    .addOption(
      setting('--first-password <word>', 'FIRST_PASSWORD', 'first password of the users admin and ops'),
    )
    .addOption(
      setting(
        '--advertise <host:port>',
        'ADVERTISE',
        'the address to which discovery sends clients',
      ).argParser(toEndPoint),
    )
    .addOption(
      setting(
        '--max-append-size <bytes>',
        'MAX_APPEND_SIZE',
        'the most bytes that one append may have',
      ).argParser(toBytes),
    )
    .addOption(
      setting(
        '--commit-timeout <ms>',
        'COMMIT_TIMEOUT_MS',
        'how long a write may wait for the disk; by default without limit',
      ).argParser(toMs),
    )
    .usage('[options]')
    .argument('[words...]')
    .action((words: readonly string[], options: ServeOptions, command: Command) => {
      refuseUnknownWord(words, command)
      return start(options)
    })

const setting = (flags: string, variable: string, description: string): Option =>
  new Option(flags, description).env(variableOf(variable))

/** What EventStoreDB calls the same, with the same meaning, is understood under its name too. */
const sharedWithEventStore = new Set(['MAX_APPEND_SIZE', 'COMMIT_TIMEOUT_MS'])

const variableOf = (name: string): string => {
  const [own, theirs] = [`CONCORD_NODE_${name}`, `EVENTSTORE_${name}`]
  const takesTheirs = sharedWithEventStore.has(name) && process.env[own] === undefined
  return takesTheirs && process.env[theirs] !== undefined ? theirs : own
}

const start = async (options: ServeOptions): Promise<void> => {
  keepMemoryBounded(process)
  // Loaded here, and so once: by the process that serves.
  const { serve } = await import('./serve.ts')
  await serve(options)
}

/** As the command where none is named, this one gets every word that names no other. */
const refuseUnknownWord = ([word]: readonly string[], start: Command): void => {
  if (word === undefined) return
  const names = start.parent?.commands.map((each) => each.name()) ?? []
  start.error(`error: there is no command '${word}'. The commands are: ${names.join(', ')}.`)
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
