import { createServer } from 'node:net'

/** Where each process of the system listens; the agencies in the order of the roster. */
export interface Ports {
  readonly log: number
  readonly api: number
  readonly agencies: readonly number[]
}

/**
 * Ports from a base on: the log, the joint-operations API, and from the tenth the agencies in the order of the
 * roster.
 */
export const portsFrom = (base: number, agencies: number): Ports => ({
  log: base,
  api: base + 1,
  agencies: Array.from({ length: agencies }, (_, index) => base + 10 + index),
})

/** Ports that nobody uses at this moment, for systems that come and go. */
export const freePorts = async (agencies: number): Promise<Ports> => {
  const servers = await Promise.all(Array.from({ length: agencies + 2 }, () => listen(0)))
  const found = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return { log: found[0]!, api: found[1]!, agencies: found.slice(2) }
}

/** The first of the ports that somebody else holds, or undefined. */
export const portInUse = async (ports: Ports): Promise<number | undefined> => {
  for (const port of [ports.log, ports.api, ...ports.agencies]) {
    const server = await listen(port).catch(() => undefined)
    if (!server) return port
    await new Promise((done) => server.close(done))
  }
  return undefined
}

const listen = (port: number) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
