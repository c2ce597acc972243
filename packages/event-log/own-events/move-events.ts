import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { hashSchema } from '../merkle/hash-schema.ts'
import { treeHeadSchema } from './head-events.ts'

/*
 * That the log was moved to the server on which this stands, by the agency that keeps it: stream `moves-<agency>`.
 * It vouches for the times that the events before it brought along. See docs/decisions/0017.
 */

/** How many marks a record of a move holds: some 24 kB. */
export const MOST_MARKS = 512

export const LogMoved = defineEvent({
  type: 'LogMoved',
  schemaVersion: 1,
  category: 'moves',
  command: 'RecordLogMove',
  description:
    'The log was moved here from another server, and up to a position its events were recorded when they say that they were.',
  data: z.strictObject({
    ...treeHeadSchema.shape,
    position: z
      .string()
      .regex(/^\d{1,20}$/)
      .meta({ description: 'The position of the last event that was moved, here.' }),
    times: hashSchema.meta({
      description:
        'SHA-256 over a line for each of these events in the order of the log: its id, a space, when it was recorded, a line feed.',
    }),
    marks: z.strictObject({ every: z.int().min(1), digests: z.array(hashSchema).max(MOST_MARKS) }).meta({
      description:
        'The same digest as it stood after each `every` events, so that it can be told where a time was changed.',
    }),
    at: instantSchema.meta({ description: 'When they were looked at, by the clock of whoever moved them.' }),
    from: z.string().min(1).max(500).meta({ description: 'The server from which they were moved.' }),
    reason: z.string().min(10).max(2_000).meta({ description: 'Why, for everybody who verifies the log.' }),
  }),
})

/** A move as it is on record. */
export type RecordedMove = z.infer<typeof LogMoved.data>

/** What a stream `moves-<agency>` may hold. */
export const moveEvents = [LogMoved] as const

/** The stream that holds the moves which an agency recorded. */
export const moveStream = (agency: string): string => `moves-${agency}`
