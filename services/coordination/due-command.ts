import type { Envelope, Marking } from '@concord/kernel'
import { v5 as uuidv5 } from 'uuid'

/** A command that is to be given because of what the log says. The same log gives the same command, key included. */
export interface DueCommand {
  readonly key: string
  readonly command: string
  /** The incident or operation to whose stream it goes. */
  readonly incident: string
  readonly occurredAt: string
  readonly mode: Envelope['mode']
  readonly marking: Marking
  readonly summary: string
  readonly data: unknown
}

/** Under this name all keys of the process manager are gathered. */
const keys = 'b7d3c9b0-54a6-5d0e-8f6e-0d6c5f3a9b11'

/** The key of a step: the same rule, event and step make the same key, so that nothing is ever done twice. */
export const stepKey = (...step: readonly (string | number)[]): string => uuidv5(JSON.stringify(step), keys)
