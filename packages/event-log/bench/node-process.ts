import { startNode } from '@concord/embedded-node'

/* A node in a process of its own, so that a benchmark does not share its thread with the store. Says its processor time when it is asked. */
const node = await startNode({ port: 0, dataFolder: process.argv[2]! })
process.send!(node.connectionString)
const stop = (): void => void node.stop().then(() => process.exit(0))
process.on('message', (asked: 'processor-time' | 'stop') => {
  if (asked === 'stop') stop()
  else process.send!(process.cpuUsage())
})
// The benchmark has ended, in whatever way.
process.once('disconnect', stop)
