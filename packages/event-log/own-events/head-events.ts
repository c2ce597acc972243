import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { hashSchema } from '../merkle/hash-schema.ts'

/** The root of the tree over the first `size` events of the log. */
export const treeHeadSchema = z.strictObject({
  size: z
    .int()
    .min(0)
    .meta({ description: 'How many events the tree covers; the store’s own are left out.' }),
  root: hashSchema.meta({ description: 'Root of the Merkle tree (RFC 6962), base64url.' }),
})

/** How many events a tree covers, and its root: all that a claim about the log is made of. */
export type TreeHead = z.infer<typeof treeHeadSchema>

const logHead = {
  ...treeHeadSchema.shape,
  position: z
    .string()
    .regex(/^\d{1,20}$/)
    .meta({ description: 'The position of the last event that the tree covers.' }),
  at: instantSchema.meta({ description: 'When the signer computed it, by its own clock.' }),
}

export const LogHeadSigned = defineEvent({
  type: 'LogHeadSigned',
  schemaVersion: 1,
  category: 'heads',
  command: 'SignLogHead',
  description:
    'The root of the Merkle tree over the log up to a position, as the signer computed it from the store.',
  data: z.strictObject({
    ...logHead,
    since: treeHeadSchema.meta({ description: 'The head before, as the same agency signed it.' }),
    proof: z.array(hashSchema).max(128).meta({
      description: 'Consistency proof (RFC 6962, 2.1.2) from the head before: nothing was rewritten.',
    }),
  }),
})

/** A head as the keeper signed it, with the proof that it grew from the one before. */
export type SignedLogHead = z.infer<typeof LogHeadSigned.data>

export const LogHeadCountersigned = defineEvent({
  type: 'LogHeadCountersigned',
  schemaVersion: 1,
  category: 'heads',
  command: 'CountersignLogHead',
  description:
    'Another agency found that the head follows from all heads it had seen before, and vouches that it saw it.',
  data: z.strictObject({
    ...logHead,
    head: z.uuid().meta({ description: 'The event whose head is countersigned.' }),
  }),
})

/** A head as another agency vouched for it. */
export type CountersignedLogHead = z.infer<typeof LogHeadCountersigned.data>

export const CountersignatureWithdrawn = defineEvent({
  type: 'CountersignatureWithdrawn',
  schemaVersion: 1,
  category: 'heads',
  command: 'WithdrawCountersignature',
  description:
    'An agency takes back what it vouched for, having found out that the head was a lie: it was signed with a stolen key.',
  data: z.strictObject({
    countersignature: z.uuid().meta({ description: "The event, in the same agency's stream." }),
    reason: z.string().min(10).max(2_000).meta({ description: 'What was found out, and how.' }),
  }),
})

/** What a stream `heads-<agency>` may hold. */
export const logHeadEvents = [LogHeadSigned, LogHeadCountersigned, CountersignatureWithdrawn] as const

/** The stream that holds the heads an agency signed or countersigned. */
export const headStream = (agency: string): string => `heads-${agency}`
