import { LogRewritten, UsageError } from '@concord/kernel'
import type { Logger } from 'pino'
import { type Configuration, readConfiguration } from '../configuration/configuration.ts'
import { openLogger } from './open-logger.ts'

/** What a process runs. */
export interface Running {
  /** Where it serves. */
  readonly url: string
  /** Resolves once `/health/ready` says that it is. */
  readonly ready: Promise<void>
  /** Rejects when it cannot go on. */
  readonly failed: Promise<unknown>
  /** Takes nothing new, lets what runs come to its end, and closes everything. */
  readonly stop: () => Promise<void>
}

/**
 * Runs a whole process: reads the environment, starts, and serves until it is asked to stop (SIGTERM, SIGINT). What
 * nobody expected ends it at once with status 1: whoever supervises it starts it again, and everything acknowledged
 * is in the log. What whoever started it can put right is one message on the error output, and status 2.
 */
export const runProcess = async (
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  start: (configuration: Configuration, logger: Logger) => Promise<Running>,
): Promise<void> => {
  const configuration = orExit(() => readConfiguration(environment))
  const logger = openLogger(name, configuration.logLevel)
  const crash = (error: unknown): never => {
    if (error instanceof LogRewritten || error instanceof UsageError) return exitWith(error.message)
    logger.fatal({ err: error }, 'stopped by an unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  const running = await start(configuration, logger).catch((error: unknown) =>
    orExit(() => {
      throw explained(error, configuration.port)
    }),
  )
  logger.info({ url: running.url }, 'serving')
  // That it never becomes so is told by what fails.
  running.ready.then(
    () => logger.info({ url: running.url }, 'ready'),
    () => undefined,
  )
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping')
      // What cannot come to its end, such as a call to a log that is away, is not waited for without a bound.
      setTimeout(() => crash(new Error('did not stop in time')), configuration.stopMs + LAST_MS).unref()
      running.stop().then(() => {
        logger.info('stopped')
        process.exit(0)
      }, crash)
    })
  }
  await running.failed
}

/** What closing gets beyond the time that running requests get, in milliseconds. */
const LAST_MS = 3_000

const orExit = <Value>(run: () => Value): Value => {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return exitWith(error.message)
  }
}

const exitWith = (message: string): never => {
  process.stderr.write(`${message}\n`)
  return process.exit(2)
}

const explained = (error: unknown, port: number): unknown => {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new UsageError(`Port ${port} is in use. Set CONCORD_PORT to a free one.`)
  if (code === 'EACCES' || code === 'ENOENT') return new UsageError((error as Error).message)
  return error
}
