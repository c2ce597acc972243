import { toldOfFault } from '@concord/kernel'
import { endingNobody, MOST_WAITING } from '@concord/kernel/log-lines'
import { type Logger, pino } from 'pino'

/** The log of a process: a JSON object a line on standard output. Of a fault it holds only Concord's own words. */
export const openLogger = (name: string, level: string): Logger =>
  pino(
    {
      name,
      level,
      // As the embedded node has it too: the level as a word, the time as RFC 3339 has it.
      formatters: { level: (level: string) => ({ level }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (fault: unknown) => toldOfFault(fault) },
    },
    endingNobody(pino.destination({ dest: 1, sync: true, maxLength: MOST_WAITING })),
  )
