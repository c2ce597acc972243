import { agencyNameSchema, defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'

/*
 * Breaking the glass: somebody sees an incident without its owners' release, because lives depend on it. What was
 * invoked, who was told and what a reviewer found are events in the stream `glass-<incident>`, so that nobody can do it
 * unseen.
 */

const reasonSchema = z.string().min(10).max(2000).meta({ description: 'Why it cannot wait, in a sentence.' })

/** Who breaks the glass, as their token said. */
const glassReaderSchema = z
  .strictObject({
    agency: agencyNameSchema,
    subject: z
      .string()
      .min(1)
      .max(128)
      .meta({ description: "The person, as named in their agency's directory." }),
  })
  .meta({ description: 'The person who may see the incident meanwhile.' })

const untilSchema = instantSchema.meta({ description: 'When it ends by itself; at most four hours ahead.' })

export const BreakGlassInvoked = defineEvent({
  type: 'BreakGlassInvoked',
  schemaVersion: 1,
  command: 'BreakGlass',
  category: 'glass',
  by: 'roster',
  roles: ['commander', 'coordinator'],
  description: 'Somebody sees all of the incident without release until a moment, and says why.',
  request: z.strictObject({ reason: reasonSchema, until: untilSchema }),
  data: z.strictObject({ reader: glassReaderSchema, reason: reasonSchema, until: untilSchema }),
})

export const BreakGlassNoticeGiven = defineEvent({
  type: 'BreakGlassNoticeGiven',
  schemaVersion: 1,
  command: 'GiveBreakGlassNotice',
  category: 'glass',
  roles: ['service', 'coordinator'],
  description: 'An owner was told that the glass was broken on an incident that holds its records.',
  data: z.strictObject({
    invocation: z.uuid().meta({ description: 'The event by which the glass was broken.' }),
    to: agencyNameSchema.meta({ description: 'The owner who was told.' }),
  }),
})

export const BreakGlassReviewed = defineEvent({
  type: 'BreakGlassReviewed',
  schemaVersion: 1,
  command: 'ReviewBreakGlass',
  category: 'glass',
  by: 'roster',
  roles: ['auditor'],
  description: 'An auditor looked at it afterwards. `unjustified` ends it at once where it is still open.',
  data: z.strictObject({
    invocation: z.uuid().meta({ description: 'The event by which the glass was broken.' }),
    finding: z.enum(['justified', 'unjustified']),
    remarks: z.string().min(1).max(4000).optional().meta({ description: 'What the reviewer has to say.' }),
  }),
})

export const BreakGlassReviewCalledFor = defineEvent({
  type: 'BreakGlassReviewCalledFor',
  schemaVersion: 1,
  command: 'CallForBreakGlassReview',
  category: 'glass',
  roles: ['service'],
  description:
    'Nobody reviewed a break-glass in time. Said once to the overseers, and to each owner who was told of it.',
  data: z.strictObject({
    invocation: z.uuid().meta({ description: 'The event by which the glass was broken.' }),
    to: agencyNameSchema.meta({ description: 'The agency that is told.' }),
    dueAt: instantSchema.meta({ description: 'By when it was to be reviewed.' }),
  }),
})

/** What the agency that runs the joint centre declares besides its own events. */
export const glassEvents = [
  BreakGlassInvoked,
  BreakGlassNoticeGiven,
  BreakGlassReviewed,
  BreakGlassReviewCalledFor,
] as const
