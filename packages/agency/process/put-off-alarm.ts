import type { Logger } from 'pino'
import type { PutOff } from '../retention/keep-retention.ts'
import type { Alarm } from './alarm.ts'

const faults = {
  'clocks-differ':
    'purges are put off: this machine’s clock and the log’s differ, its log file says by how much',
  'log-leapt': 'purges are put off: the log’s time leapt, its log file says when',
} as const

/** What hears of purges that are put off: raises the alarm and logs why, once for as long as it stands. */
export const putOffAlarm = (
  logger: Pick<Logger, 'error' | 'info'>,
  alarm: Pick<Alarm, 'raise' | 'clear'>,
): ((why: PutOff | undefined) => void) => {
  let standing: PutOff['kind'] | undefined
  return (why) => {
    if (why?.kind === standing) return
    if (standing !== undefined) alarm.clear(faults[standing])
    standing = why?.kind
    if (why === undefined) logger.info('purges go on again')
    else {
      alarm.raise(faults[why.kind])
      logger.error(toldOf(why), 'purges are put off: nothing is destroyed on the word of one clock')
    }
  }
}

const toldOf = (why: PutOff): object =>
  why.kind === 'clocks-differ'
    ? { reason: 'this machine’s clock and the log’s differ', aheadS: Math.round(why.apartMs / 1_000) }
    : { reason: 'the log’s time leapt', leaptAt: new Date(why.atMs).toISOString() }
