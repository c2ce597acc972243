import type { Alarm } from '@concord/agency'
import { type ConnectedEventLog, keepLogHeads, type LogTree } from '@concord/event-log'
import { lineOfFault } from '@concord/kernel'
import type { Logger } from 'pino'
import { joc } from './agency.ts'

/** What signing log heads needs of the joint centre's process. */
export interface LogHeadsParts {
  /** The log as the centre writes it. */
  readonly log: ConnectedEventLog
  /** Settles when the centre's key is on record: before, it can sign nothing. */
  readonly enrolled: Promise<void>
  readonly tree: LogTree
  readonly alarm: Pick<Alarm, 'raise'>
  readonly logger: Logger
  readonly signal: AbortSignal
}

/**
 * Signs log heads until the signal aborts. When that cannot go on, because the log does not continue the tree, it raises the
 * alarm and ends; the alarm then stands for as long as the process runs, since nothing signs any more. Never rejects.
 */
export const keepSigningHeads = async (parts: LogHeadsParts): Promise<void> => {
  const { log, enrolled, tree, alarm, logger, signal } = parts
  try {
    await enrolled
    await keepLogHeads({
      log,
      agency: joc.name,
      tree,
      signal,
      onFailure: (error) => logger.warn({ reason: lineOfFault(error) }, 'the log head cannot be signed'),
    })
  } catch (error) {
    alarm.raise('no log head is signed any more, its log file says why')
    logger.error({ err: error }, 'no log head is signed any more')
  }
}
