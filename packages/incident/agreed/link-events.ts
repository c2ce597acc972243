import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { details, eventReferenceSchema, incidentIdSchema, nameSchema } from '../details/details.ts'

export const IncidentsLinked = defineEvent({
  type: 'IncidentsLinked',
  schemaVersion: 1,
  command: 'LinkIncidents',
  description: 'The agency holds that two incidents belong together.',
  data: details({
    a: incidentIdSchema,
    b: incidentIdSchema,
    relation: nameSchema
      .default('RELATED')
      .meta({ description: 'RELATED, PARENT, CHILD or a word of the agency.' }),
    confidence: nameSchema.optional().meta({ description: 'How likely the link is, in estimative words.' }),
    basis: z.array(eventReferenceSchema).max(100).optional().meta({ description: 'The events it rests on.' }),
  }),
})

export const IncidentsUnlinked = defineEvent({
  type: 'IncidentsUnlinked',
  schemaVersion: 1,
  command: 'UnlinkIncidents',
  description: 'The agency withdraws a link between two incidents.',
  data: details({
    a: incidentIdSchema,
    b: incidentIdSchema,
    basis: z
      .array(eventReferenceSchema)
      .max(100)
      .optional()
      .meta({ description: 'The events that refute it.' }),
  }),
})
