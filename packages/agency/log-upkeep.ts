import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type AgencyKeys, type ConnectedEventLog, keepErasures, keepWitness } from '@concord/event-log'
import type { Logger } from 'pino'
import type { Configuration } from './configuration.ts'

export interface LogUpkeepParts {
  readonly agency: string
  readonly log: ConnectedEventLog
  readonly keys: AgencyKeys
  readonly configuration: Configuration
  readonly logger: Logger
  readonly signal: AbortSignal
}

/**
 * What an agency does for the log beside its commands, until the signal aborts: it destroys the keys that erasures name,
 * and countersigns the log heads of the agency it is a witness of.
 */
export const keepUpLog = async (parts: LogUpkeepParts): Promise<void> => {
  const { agency, log, keys, configuration, logger, signal } = parts
  const erasing = keepErasures({
    log,
    ring: keys.ring,
    signal,
    onFailure: (error) => logger.warn({ err: error }, 'erasures cannot be followed'),
  })
  await Promise.all([erasing, witness()])

  async function witness(): Promise<void> {
    if (configuration.witness === undefined || configuration.witness.of === agency) return
    const { folder, of } = configuration.witness
    mkdirSync(folder, { recursive: true })
    const memory = join(folder, 'witnessed-head.json')
    await keepWitness({
      log,
      agency,
      signer: of,
      memory,
      signal,
      onFailure: (failure) => {
        if (failure.kind === 'rewritten') logger.error({ detail: failure.detail }, 'the log was rewritten')
        else logger.warn({ reason: failure.kind }, 'log heads cannot be countersigned')
      },
    })
  }
}
