import { eventReferenceSchema, incidentIdSchema } from '@concord/incident'
import {
  agencyNameSchema,
  type EventDefinition,
  envelopeSchema,
  instantSchema,
  markingSchema,
  modeSchema,
} from '@concord/kernel'
import { z } from 'zod'

const envelope = envelopeSchema.shape

/** What every command says besides its own data. Times carry an offset. */
const commandFields = {
  agency: agencyNameSchema
    .optional()
    .meta({ description: 'Whose record it is. If given, it must be this agency.' }),
  occurredAt: instantSchema.meta({ description: 'When it happened, with an offset.', format: 'date-time' }),
  occurredUntil: envelope.occurredUntil.meta({ description: 'When it was over, where it took time.' }),
  uncertaintyS: envelope.uncertaintyS.meta({
    description: 'How far occurredAt may be off to either side, in seconds.',
  }),
  recordedAt: instantSchema
    .optional()
    .meta({ description: 'When an older system recorded it: only for an import, by the role importer.' }),
  system: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'The system that sends or once recorded it.' }),
  mode: modeSchema.default('operational'),
  reference: z
    .string()
    .regex(/^[\p{L}\p{N}\p{P}\p{S}]{1,128}$/u, 'is a number such as NB25-07, without spaces')
    .optional()
    .meta({
      description:
        'The number under which the sender keeps it, such as NB25-07. Never sealed: it names no person.',
    }),
  summary: z.string().max(2000).optional().meta({
    description:
      'One line for people. Sealed where the event concerns a person: by its type, by a code in its data, or by subjectCategory.',
  }),
  marking: markingSchema.optional(),
  corrects: eventReferenceSchema
    .optional()
    .meta({ description: 'The record of the same stream that this one replaces: its id, or its reference.' }),
  retracts: eventReferenceSchema.optional().meta({
    description: 'The record of the same stream that this one takes back: its id, or its reference.',
  }),
  legalBasis: envelope.legalBasis.meta({ description: 'The law that permits the record.' }),
  subjectCategory: envelope.subjectCategory.meta({ description: 'What the person is in the matter.' }),
  basis: envelope.basis.meta({ description: 'Whether it is a fact or a personal assessment.' }),
  reviewBy: envelope.reviewBy.meta({ description: 'When the record must be looked at again.' }),
}

/** The body of a command, all but `data`. */
export type CommandBody = z.infer<z.ZodObject<typeof commandFields>> & { readonly data: unknown }

/** The body that asks for this event: strict at its own level, `data` as the event's definition says. */
export const commandSchemaOf = (definition: EventDefinition) => {
  const data = definition.request ?? definition.data
  const needsNothing = data.safeParse({}).success
  return z.strictObject({ ...commandFields, data: needsNothing ? data.prefault({}) : data })
}

/** What a line of a batch says besides the body of its command. */
export const lineSchema = z
  .looseObject({
    command: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .meta({ description: 'The command, such as OpenIncident.' }),
    type: z.string().min(1).max(128).optional().meta({ description: 'Or the event type that it asks for.' }),
    incident: incidentIdSchema,
    key: z
      .uuid()
      .optional()
      .meta({ description: 'The idempotency key; may be left out where there is a reference.' }),
    reference: commandFields.reference,
    system: commandFields.system,
  })
  .refine(({ command, type }) => (command === undefined) !== (type === undefined), {
    error: 'give either `command` or `type`',
    path: ['command'],
  })

/** A line with everything it can say, for the documentation. */
export const wholeLineSchema = z
  .object({
    ...lineSchema.shape,
    ...commandFields,
    data: z.unknown().meta({ description: 'As the command has it.' }),
  })
  .meta({ description: 'One command of a batch.' })
