import type { Logger } from 'pino'
import type { Alarm } from './alarm.ts'

const NEEDS_CARE = 'the signing key needs care, its log file says why'

/** What hears of trouble with the signing key: raises the alarm while there is any, and logs what it is and that it is over. */
export const keyCare =
  (logger: Pick<Logger, 'error' | 'info'>, alarm: Pick<Alarm, 'raise' | 'clear'>) =>
  (trouble: string | undefined): void => {
    if (trouble === undefined) {
      alarm.clear(NEEDS_CARE)
      logger.info('the signing key is in order again')
    } else {
      alarm.raise(NEEDS_CARE)
      logger.error({ trouble }, 'the signing key needs care')
    }
  }
