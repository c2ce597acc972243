import { runProcess } from '@concord/agency'
import { UsageError } from '@concord/kernel'
import { startJointOperations } from './server.ts'

await runProcess('joint-operations', process.env, async (configuration, logger) => {
  const folder = process.env.CONCORD_DATA
  if (folder) return startJointOperations({ configuration, folder, logger })
  throw new UsageError(
    'CONCORD_DATA is not set: it names the folder of this process for the journal and the read models.',
  )
})
