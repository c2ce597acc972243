import { startNode } from '../index.ts'

/** A node that the crash test kills. It waits, loaded, until it is told where to serve: so a restart costs little time. */
export interface Serve {
  readonly folder: string
  readonly port: number
}

process.once('message', async ({ folder, port }: Serve) => {
  await startNode({ dataFolder: folder, port })
  process.send!('serving')
})
process.once('disconnect', () => process.exit())
process.send!('loaded')
