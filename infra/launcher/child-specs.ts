import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { thrift } from '@concord/embedded-node/thrift'
import type { ChildSpec } from './child.ts'
import type { DataFolder } from './data-folder.ts'
import type { Ports } from './ports.ts'

/** The folder of the workspace. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The embedded node on loopback, without TLS: what the processes of one machine share. */
export const nodeSpec = (folder: DataFolder, ports: Ports): ChildSpec => ({
  name: 'log',
  args: [
    ...thrift.flags,
    join(root, 'packages/embedded-node/main.ts'),
    'start',
    '--insecure',
    '--port',
    String(ports.log),
    '--data',
    folder.of('log'),
  ],
  env: thrift.environment,
  logFile: join(folder.of('logs'), 'log.log'),
  readyUrl: `http://127.0.0.1:${ports.log}/health/live`,
})

/** Node takes what memory it is given before it collects; a process of the system makes do with some hundred MB. */
const flags = ['--max-old-space-size=224']

/**
 * Room for what is soon forgotten, in megabytes: a command leaves much of it behind, and what does not fit is taken for
 * something that lasts. Whoever answers questions holds an index besides, and has none to spare.
 */
const semiSpaceMb = { commands: 16, questions: 3 } as const

/** A service of the workspace. */
export interface Service {
  readonly name: string
  /** The file that runs it. */
  readonly main: string
  readonly port: number
  /** What it mostly does. */
  readonly does: keyof typeof semiSpaceMb
}

/** How to run a service; `shared` is the configuration that all of them have in common. */
export const serviceSpec = (
  { name, main, port, does }: Service,
  folder: DataFolder,
  shared: Readonly<Record<string, string>>,
): ChildSpec => ({
  name,
  args: [...flags, `--max-semi-space-size=${semiSpaceMb[does]}`, main],
  env: { ...thrift.environment, ...shared, CONCORD_PORT: String(port), CONCORD_DATA: folder.of(name) },
  logFile: join(folder.of('logs'), `${name}.log`),
  readyUrl: `http://127.0.0.1:${port}/health/ready`,
})
