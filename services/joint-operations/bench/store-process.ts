import { startNode } from '@concord/embedded-node'

/* A store in a process of its own, as a deployment has it. Says its processor time when it is asked. */
const node = await startNode({ port: 0 })
process.send!(node.connectionString)
const stop = (): void => void node.stop().then(() => process.exit(0))
process.on('message', (asked: 'processor-time' | 'stop') => {
  if (asked === 'stop') stop()
  else process.send!(process.cpuUsage())
})
// The benchmark has ended, in whatever way.
process.once('disconnect', stop)
