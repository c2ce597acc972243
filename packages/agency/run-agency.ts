import type { AgencyDefinition } from '@concord/incident'
import { type Logger, pino } from 'pino'
import { type AgencyProcess, startAgency } from './agency-process.ts'
import { ConfigurationError, readConfiguration } from './configuration.ts'

/**
 * Runs an agency's whole process: reads the environment, serves until it is asked to stop (SIGTERM, SIGINT), and then
 * lets what is running come to its end. What nobody expected ends the process at once with status 1: whoever supervises
 * it starts it again, and everything acknowledged is in the log.
 *
 * `beside` starts what else the process does, such as process managers, and gives back how to stop it.
 */
export const runAgency = async <State>(
  definition: AgencyDefinition<State>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  beside: (agency: AgencyProcess, logger: Logger) => Promise<() => Promise<void>> = async () =>
    async () => {},
): Promise<void> => {
  const configuration = orExit(() => readConfiguration(environment))
  const logger = pino({ name: definition.name, level: configuration.logLevel })
  const crash = (error: unknown): never => {
    logger.fatal({ err: error }, 'stopped by an unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  const agency = await startAgency({ definition, configuration, logger }).catch((error: unknown) =>
    orExit(() => {
      throw explained(error, configuration.port)
    }),
  )
  const stopBeside = await beside(agency, logger)
  logger.info({ url: agency.url }, 'ready')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping')
      // What cannot come to its end, such as a call to a log that is away, is not waited for without a bound.
      setTimeout(() => crash(new Error('did not stop in time')), configuration.stopMs + LAST_MS).unref()
      stopBeside()
        .then(agency.stop)
        .then(() => {
          logger.info('stopped')
          process.exit(0)
        }, crash)
    })
  }
  await agency.enrolled
}

/** What closing gets beyond the time that running requests get, in milliseconds. */
const LAST_MS = 3_000

/** Runs; what whoever started the process can put right is one message on the error output, and status 2. */
const orExit = <Value>(run: () => Value): Value => {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(2)
  }
}

const explained = (error: unknown, port: number): unknown => {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new ConfigurationError(`Port ${port} is in use. Set CONCORD_PORT to a free one.`)
  if (code === 'EACCES') return new ConfigurationError((error as Error).message)
  return error
}
