import { agencyNameSchema, defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { details, eventReferenceSchema, textSchema } from '../details/details.ts'

/*
 * Who else may see an event: asked for, granted, taken back, refused. Each is recorded by the owner in the stream of the
 * event, but for the request, which is the asker's own.
 */

export const ReleaseRequested = defineEvent({
  type: 'ReleaseRequested',
  schemaVersion: 1,
  command: 'RequestRelease',
  description:
    'The agency asks another one to let it, or a third party, see an event, or whatever it has about something.',
  data: details({
    of: agencyNameSchema.meta({ description: 'The owner who is asked.' }),
    event: eventReferenceSchema.optional(),
    about: textSchema.optional().meta({
      description: 'What is asked for, where nobody outside knows of an event.',
    }),
    to: z
      .array(agencyNameSchema)
      .min(1)
      .max(64)
      .meta({ description: 'Agencies or registered partners who want to see it.' }),
    purpose: textSchema.optional().meta({
      description: 'What it is needed for; only an older system may leave it out.',
    }),
  }),
  addressees: ({ of }) => [of],
})

const ownEventSchema = z.uuid().meta({ description: 'The event, one of the same stream.' })

/** A command may name the event by its reference; what is recorded names it by its id. */
const namedEvent = {
  event: eventReferenceSchema.meta({
    description: 'The event, one of the same stream: its id or reference.',
  }),
} as const

const releaseDetails = details({
  event: ownEventSchema,
  to: z.array(agencyNameSchema).min(1).max(64).meta({ description: 'Agencies or registered partners.' }),
  conditions: textSchema.optional().meta({ description: 'What the readers must observe.' }),
  courtUse: z.enum(['permitted', 'with-permission', 'refused']).optional(),
})

const refusalDetails = details({
  event: ownEventSchema.optional(),
  request: eventReferenceSchema.optional().meta({
    description: 'The request that is refused, where it names no event.',
  }),
  to: z
    .array(agencyNameSchema)
    .min(1)
    .max(64)
    .meta({ description: 'Agencies or partners who may not see it.' }),
  reason: textSchema.optional().meta({ description: 'Why not.' }),
})

export const ReleaseGranted = defineEvent({
  type: 'ReleaseGranted',
  schemaVersion: 1,
  command: 'GrantRelease',
  withItsRecord: true,
  roles: ['commander', 'coordinator'],
  description: 'The owner lets others see an event of its own from now on.',
  data: releaseDetails,
  request: releaseDetails.extend(namedEvent),
  // They see the event: they must see under which conditions.
  addressees: ({ to }) => to,
})

export const ReleaseRevoked = defineEvent({
  type: 'ReleaseRevoked',
  schemaVersion: 1,
  command: 'RevokeRelease',
  withItsRecord: true,
  description: 'The owner takes a release back. What was read stays read, and on record.',
  data: releaseDetails,
  request: releaseDetails.extend(namedEvent),
})

export const ReleaseRefused = defineEvent({
  type: 'ReleaseRefused',
  schemaVersion: 1,
  command: 'RefuseRelease',
  withItsRecord: true,
  description: 'The owner refuses to release an event of its own, or whatever it was asked for.',
  data: refusalDetails,
  request: refusalDetails.extend({ event: namedEvent.event.optional() }),
  // Whoever did not ask would learn from it that there is something to be refused.
  addressees: ({ request, to }) => (request === undefined ? [] : to),
})
