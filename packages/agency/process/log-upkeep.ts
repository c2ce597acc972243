import type { Policy } from '@concord/access'
import { type AgencyKeys, type ConnectedEventLog, keepErasures } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import { lineOfFault } from '@concord/kernel'
import type { Logger } from 'pino'
import type { CommandDesk } from '../commands/command-desk.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { keepDisowning } from '../disowning/keep-disowning.ts'
import { ERASE } from '../erasure/held-data.ts'
import type { AgencyMetrics } from '../http/metrics.ts'
import { keepRetention } from '../retention/keep-retention.ts'
import type { Alarm } from './alarm.ts'
import { keepCountersigning } from './countersigning.ts'
import { isOlderThanLog } from './lost-key-ring.ts'
import { putOffAlarm } from './put-off-alarm.ts'

/** A running agency, as far as its upkeep needs it. */
export interface LogUpkeepParts {
  readonly definition: Pick<AgencyDefinition, 'name' | 'events'>
  readonly log: ConnectedEventLog
  readonly desk: CommandDesk
  readonly keys: AgencyKeys
  readonly policy: () => Policy
  readonly configuration: Configuration
  readonly logger: Logger
  readonly metrics: Pick<AgencyMetrics, 'overdueSubjects'>
  readonly alarm: Alarm
  readonly clock: () => number
  readonly signal: AbortSignal
}

const OLD_RING =
  'the key ring is older than the log, so what was sealed last cannot be opened: restore its newest backup'
const ERASED_AGAIN =
  'a key that an erasure had destroyed was there again, as after a key ring was restored: it is destroyed now'

const DISOWNED = 'took back what was signed with a key that was revoked from a moment before'

/**
 * What an agency does for the log beside its commands, until the signal aborts: it destroys the keys that erasures
 * name, takes back what a key signed that was revoked from a moment before, purges what is held about persons when its
 * time is over, and countersigns the log heads of the agency it is a witness of.
 */
export const keepUpLog = async (parts: LogUpkeepParts): Promise<void> => {
  const { definition, log, desk, keys, policy, configuration, logger, metrics, alarm, clock, signal } = parts
  const agency = definition.name
  const erasing = keepErasures({
    log,
    ring: keys.ring,
    agency,
    signal,
    onFailure: (error) => logger.warn({ reason: lineOfFault(error) }, 'erasures cannot be followed'),
    onDestroyed: (stream) => logger.warn({ stream }, ERASED_AGAIN),
  })
  const disowning = keepDisowning({
    ...{ definition, log, policy, clock, signal },
    onDisowned: (stream, recorded) => logger.warn({ stream, recorded }, DISOWNED),
    onFailure: (error) =>
      logger.error({ reason: lineOfFault(error) }, 'what a revoked key signed cannot be taken back yet'),
  })
  await Promise.all([erasing, disowning, retention(), keepCountersigning(parts)])

  async function retention(): Promise<void> {
    // An agency that records nothing about persons declares no erasure.
    if (!definition.events.some(({ command }) => command === ERASE)) return
    await keepRetention({
      definition,
      log,
      desk,
      rules: configuration.retention,
      clock,
      signal,
      onHeld: async (holdings) => {
        if (configuration.newKeyRing || !(await isOlderThanLog({ definition, log, keys, signal }, holdings)))
          return
        alarm.raise(OLD_RING)
        logger.error({ folder: keys.folder }, OLD_RING)
      },
      onAct: ({ command, incident, key }, outcome) => {
        const act = { command, incident, key, outcome }
        if (outcome === 'recorded') logger.info(act, 'acted by retention rule')
        else logger.error(act, 'a retention rule could not be carried out; it is tried again')
      },
      onLook: metrics.overdueSubjects,
      onPutOff: putOffAlarm(logger, alarm),
      onFailure: (error) => logger.warn({ reason: lineOfFault(error) }, 'retention cannot follow the log'),
    })
  }
}
