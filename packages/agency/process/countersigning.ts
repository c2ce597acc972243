import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ConnectedEventLog, keepWitness, WITNESSED_HEAD } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import type { Logger } from 'pino'
import type { Configuration } from '../configuration/configuration.ts'
import type { Alarm } from './alarm.ts'

/** What countersigning needs of an agency that runs. */
export interface CountersigningParts {
  readonly definition: Pick<AgencyDefinition, 'name'>
  readonly log: ConnectedEventLog
  readonly configuration: Pick<Configuration, 'witness'>
  readonly logger: Logger
  readonly alarm: Pick<Alarm, 'raise' | 'clear'>
  readonly signal: AbortSignal
  /** How long from one look at the heads to the next. */
  readonly everyMs?: number
}

const REWRITTEN = 'the log was rewritten, its log file says where'

/**
 * Countersigns the log heads of the agency it is a witness of, until the signal aborts. Raises the alarm while they do not
 * follow from what was seen before, and clears it when they do again, such as after the right store was put back.
 */
export const keepCountersigning = async (parts: CountersigningParts): Promise<void> => {
  const { definition, log, configuration, logger, alarm, signal, everyMs } = parts
  const agency = definition.name
  if (configuration.witness === undefined || configuration.witness.of === agency) return
  const { folder, of } = configuration.witness
  mkdirSync(folder, { recursive: true })
  await keepWitness({
    log,
    agency,
    signer: of,
    memory: join(folder, WITNESSED_HEAD),
    ...(everyMs === undefined ? {} : { everyMs }),
    signal,
    onSound: () => alarm.clear(REWRITTEN),
    onFailure: (failure) => {
      if (failure.kind === 'rewritten') {
        alarm.raise(REWRITTEN)
        logger.error({ detail: failure.detail }, 'the log was rewritten')
      } else logger.warn({ reason: failure.kind }, 'log heads cannot be countersigned')
    },
  })
}
