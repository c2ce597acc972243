import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'

const hash = z.string().length(43)

/** What a log head says: the first `size` events of the log, the last of them at `position`, hash to `root`. */
export const logHeadSchema = z.strictObject({
  size: z.int().min(1).meta({ description: 'How many events the tree covers, system events left out.' }),
  position: z
    .string()
    .regex(/^\d{1,20}$/)
    .meta({ description: 'The position of the last of them.' }),
  root: hash.meta({ description: 'Root of the Merkle tree (RFC 6962), base64url.' }),
  at: instantSchema.meta({ description: 'When the signer computed it, by its own clock.' }),
})

export type LogHead = z.infer<typeof logHeadSchema>

export const LogHeadSigned = defineEvent({
  type: 'LogHeadSigned',
  schemaVersion: 1,
  category: 'heads',
  command: 'SignLogHead',
  description:
    'The root of the Merkle tree over the log up to a position, signed by the agency that says so.',
  data: logHeadSchema,
})

export const LogHeadCountersigned = defineEvent({
  type: 'LogHeadCountersigned',
  schemaVersion: 1,
  category: 'heads',
  command: 'CountersignLogHead',
  description:
    'Another agency has seen the same log: it grew from what this agency had countersigned before, and has this root.',
  data: logHeadSchema.extend({
    head: z.uuid().meta({ description: 'The event with the head that is countersigned.' }),
  }),
})

export const logHeadEvents = [LogHeadSigned, LogHeadCountersigned] as const

/** The stream that holds the heads an agency signed or countersigned. */
export const headStream = (agency: string): string => `heads-${agency}`
