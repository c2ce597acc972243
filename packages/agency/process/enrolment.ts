import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectedEventLog } from '@concord/event-log'
import { UsageError } from '@concord/kernel'
import type { Logger } from 'pino'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000

/**
 * Puts the agency's signing key on record, trying again for as long as the store is away. Throws a
 * {@link UsageError} where the log does not vouch for the key that this process holds.
 */
export const enrolWhenPossible = async (
  log: Pick<ConnectedEventLog, 'enrol'>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> => {
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const enrolled = await log.enrol()
    if (enrolled.ok) return logger.info({ kid: enrolled.value.kid }, 'signing key is on record')
    const { error } = enrolled
    if (error.kind === 'untrusted') throw new UsageError(error.detail)
    logger.warn(
      { reason: error.kind, ...('detail' in error && { detail: error.detail }) },
      'the log does not answer yet',
    )
    await sleep(waitMs, undefined, { signal }).catch(() => {})
  }
}
