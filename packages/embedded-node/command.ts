import { Command, InvalidArgumentError } from 'commander'
import { startNode } from './index.ts'

/** The `concord-node` command: running a node and caring for its store. */
export const command = (): Command => {
  const program = new Command('concord-node').description(
    'A durable single-node event store that speaks the gRPC protocol of EventStoreDB',
  )
  program
    .command('start', { isDefault: true })
    .description('serve a store until interrupted')
    .option('--data <folder>', 'where the events live; a temporary folder, deleted at the end, if left out')
    .option('--port <port>', 'port to listen on; 0 takes any free one', toPort, 2113)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--insecure', 'serve without TLS and without asking who calls')
    .action(start)
  return program
}

interface StartOptions {
  readonly data?: string
  readonly port: number
  readonly host: string
}

const start = async (options: StartOptions): Promise<void> => {
  const node = await startNode({
    host: options.host,
    port: options.port,
    ...(options.data === undefined ? {} : { dataFolder: options.data }),
    onUnexpected: (path, error) => console.error(path, error),
  })
  console.log(`ready ${node.connectionString}`)
  process.on('SIGINT', () => node.stop())
  process.on('SIGTERM', () => node.stop())
  node.failed.then((reason) => {
    console.error(reason.message)
    process.exitCode = 1
  })
}

const toPort = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  }
  return port
}
