import { ConfigurationError, readConfiguration } from '@concord/agency'
import { pino } from 'pino'
import { type JointOperations, startJointOperations } from './server.ts'

/** What whoever started the process can put right is one message on the error output, and status 2. */
const giveUp = (message: string): never => {
  process.stderr.write(`${message}\n`)
  return process.exit(2)
}

/** What closing gets beyond the time that running requests get, in milliseconds. */
const LAST_MS = 3_000

const configured = () => {
  const folder = process.env.CONCORD_DATA
  if (!folder)
    return giveUp("CONCORD_DATA is not set: this process's folder for the journal and the read models.")
  try {
    return { folder, configuration: readConfiguration(process.env) }
  } catch (error) {
    if (error instanceof ConfigurationError) return giveUp(error.message)
    throw error
  }
}

const { folder, configuration } = configured()
const logger = pino({ name: 'joint-operations', level: configuration.logLevel })
const crash = (error: unknown): never => {
  logger.fatal({ err: error }, 'stopped by an unexpected error')
  process.exit(1)
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)

const start = async (): Promise<JointOperations> => {
  try {
    return await startJointOperations({ configuration, folder, logger })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') giveUp(`Port ${configuration.port} is in use. Set CONCORD_PORT to a free one.`)
    if (code === 'EACCES') giveUp((error as Error).message)
    throw error
  }
}

const running = await start()
logger.info({ url: running.url }, 'ready')
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    logger.info({ signal }, 'stopping')
    setTimeout(() => crash(new Error('did not stop in time')), configuration.stopMs + LAST_MS).unref()
    running.stop().then(() => {
      logger.info('stopped')
      process.exit(0)
    }, crash)
  })
}
await running.failed
