import { flushCompileCache } from 'node:module'
import { startNode } from '../index.ts'

/**
 * A node that the crash test kills. It waits, loaded, until it is told where to serve: so a restart costs little
 * time.
 */
export interface Serve {
  readonly folder: string
  readonly port: number
}

process.once('message', async ({ folder, port }: Serve) => {
  await startNode({ dataFolder: folder, port })
  process.send!('serving')
})
process.once('disconnect', () => process.exit())
// Whoever is killed has no end at which Node would keep what it compiled for the next one.
flushCompileCache()
process.send!('loaded')
