import type { Moment } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import type { Reading } from '../reading.ts'

/** By when something is late or has run out: the moment asked for, and now where none is; milliseconds since the Unix epoch. */
export const validMs = ({ services }: Reading, { valid }: Moment): number =>
  valid === undefined ? services.clock() : millisecondsOf(valid)
