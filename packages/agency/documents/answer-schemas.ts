import { envelopeSchema } from '@concord/kernel'
import { z } from 'zod'
import { problems } from '../problem.ts'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'

/*
 * The answers of every agency's API, as schemas. They describe what the routes write; only tests parse with them.
 */

const position = z
  .string()
  .regex(/^[0-9]+$/)
  .meta({ description: 'A place in the whole log, a decimal number.' })
const revision = z.int().min(0).meta({ description: 'A place in the stream, from 0.' })
const stream = z.string().meta({ description: 'The stream, such as police-INC-7.' })
const fieldErrors = z
  .array(
    z.strictObject({
      pointer: z.string().meta({ description: 'The field, as a JSON pointer into the body.' }),
      detail: z.string().meta({ description: 'What is wrong with it.' }),
    }),
  )
  .meta({ description: 'Each field that is wrong.' })
const effect = z.literal('none').optional().meta({
  description:
    'An imported erasure destroyed nothing: nothing that it names was held when it was brought in.',
})
const code = z.enum(Object.keys(problems)).meta({ description: 'What went wrong, from a closed list.' })
const failure = {
  detail: z.string().meta({ description: 'What went wrong and what to do, for people.' }),
  rejection: z
    .string()
    .optional()
    .meta({ description: 'Why the agency says no, such as task-not-accepted.' }),
  reason: z.string().optional().meta({ description: 'Why a token was refused, such as expired.' }),
  errors: fieldErrors.optional(),
  current: z
    .int()
    .nullable()
    .optional()
    .meta({ description: 'The present revision of the stream; null if it does not exist.' }),
  retryAfterS: z.number().optional().meta({ description: 'After how many seconds to try again.' }),
}

/** Every refusal. */
export const problemAnswer = z
  .strictObject({
    type: z.string().meta({ description: 'urn:concord:problem: followed by the code.' }),
    title: z.string().meta({ description: 'The same for every problem of this code.' }),
    status: z.int().min(400).max(599),
    code,
    ...failure,
  })
  .meta({ description: 'Why a request failed (RFC 9457).' })

/** The list of commands, for machines. */
export const commandsAnswer = z
  .strictObject({
    agency: z.string(),
    title: z.string(),
    commands: z.array(
      z.strictObject({
        command: z.string(),
        description: z.string(),
        event: z.string().meta({ description: 'The event type that it asks for.' }),
        schemaVersion: z.int().min(1),
        category: z.string().meta({ description: 'The category of the stream in which it is recorded.' }),
        roles: z.array(z.string()).meta({ description: 'Who may give it.' }),
        by: z
          .enum(['owner', 'roster'])
          .meta({ description: 'Members of this agency, or of any that takes part.' }),
        address: z.string(),
        schema: z.string().meta({ description: 'What its body says: a place in a document of this agency.' }),
      }),
    ),
  })
  .meta({ description: 'Every command of this agency.' })

/** One command. */
export const handledAnswer = z
  .strictObject({
    stream,
    revision: revision
      .optional()
      .meta({ description: "The stream's revision after the command, for members of this agency." }),
    position,
    events: z
      .array(z.strictObject({ id: z.uuid(), type: z.string() }))
      .meta({ description: 'What was recorded.' }),
    effect,
  })
  .meta({ description: 'What a command brought about.' })

/** A command that was only tried out. */
export const foreseenAnswer = z
  .strictObject({
    dryRun: z.literal(true),
    stream,
    current: revision.nullable().meta({
      description:
        'The revision of the stream at which the command was decided; null if the stream does not exist yet.',
    }),
    recorded: z
      .array(z.strictObject({ id: z.uuid(), type: z.string() }))
      .optional()
      .meta({ description: 'The event that was already recorded under this key; nothing would be added.' }),
    events: z
      .array(
        z.strictObject({
          type: z.string(),
          envelope: envelopeSchema
            .omit({
              ...{ commandId: true, commandDigest: true, $correlationId: true, $causationId: true },
              ...{ traceparent: true, signature: true, previousHash: true },
            })
            .extend({
              summary: z.union([z.string(), z.strictObject({ $sealed: z.literal(true) })]).optional(),
            }),
          data: z.unknown(),
        }),
      )
      .meta({
        description:
          'What would be recorded, marked and completed; {"$sealed": true} stands for what would be sealed.',
      }),
  })
  .meta({ description: 'What a command would bring about. Nothing was recorded.' })

/** One line of a batch. */
export const lineAnswer = z
  .strictObject({
    line: z.int().min(1).meta({ description: "The line's number, from 1." }),
    status: z.int().meta({ description: 'As for a single command.' }),
    stream: stream.optional(),
    revision: revision.optional(),
    position: position.optional(),
    id: z.uuid().optional().meta({ description: 'The event that the line brought about.' }),
    repeated: z.literal(true).optional().meta({ description: 'It had been recorded before.' }),
    filedAs: z.string().optional().meta({
      description:
        'A record of an older system was recorded as this type, because the agency does not have its type, or because it does not fit its type; `errors` say why.',
    }),
    effect,
    code: code.optional(),
    ...failure,
    detail: failure.detail.optional(),
  })
  .meta({ description: 'What became of one line.' })

/** One record. */
export const recordAnswer = z
  .object({
    id: z.uuid(),
    type: z.string(),
    stream,
    revision,
    position,
    recordedAt: z.string().meta({ description: 'When the store recorded it.', format: 'date-time' }),
    envelope: envelopeSchema
      .omit({ commandDigest: true, signature: true, previousHash: true })
      .extend({ summary: z.union([z.string(), z.strictObject({ $sealed: z.literal(true) })]).optional() }),
    data: z
      .unknown()
      .meta({ description: 'What the event carries; sealed fields are shown as {"$sealed": true}.' }),
  })
  .meta({ description: 'An event as this agency recorded it.' })

/** A page of what an agency has recorded. */
const recordsAnswer = z
  .strictObject({
    stream,
    revision: revision.meta({ description: 'The last revision of the stream.' }),
    events: z.array(recordAnswer),
    next: z.int().nullable().meta({ description: 'Give this as `after` to read on; null at the end.' }),
  })
  .meta({ description: 'A page of records.' })

/** What is held about persons, or would go with an erasure. */
export const heldAnswer = z
  .strictObject({
    incident: z.string(),
    subjects: z
      .array(z.string())
      .meta({ description: 'About whom something is held, by code; an event’s id stands for who has none.' }),
    fields: z.array(
      z.strictObject({
        event: z.uuid(),
        reference: z.string().optional(),
        type: z.string(),
        field: z.string().meta({ description: 'Such as persons.name; envelope.summary is the summary.' }),
        subjects: z.array(z.string()).meta({ description: 'Whom it is about, as far as codes say.' }),
        erased: z.boolean().meta({ description: 'Whether its key was destroyed.' }),
      }),
    ),
  })
  .meta({ description: 'What is held sealed about persons in an incident, or would be erased together.' })

/** The answers under the names by which the document refers to them. */
export const answerSchemas: Readonly<Record<string, JsonSchema>> = {
  Commands: jsonSchemaOf(commandsAnswer, 'recorded'),
  Handled: jsonSchemaOf(handledAnswer, 'recorded'),
  Foreseen: jsonSchemaOf(foreseenAnswer, 'recorded'),
  Held: jsonSchemaOf(heldAnswer, 'recorded'),
  Problem: jsonSchemaOf(problemAnswer, 'recorded'),
  LineResult: jsonSchemaOf(lineAnswer, 'recorded'),
  Record: jsonSchemaOf(recordAnswer, 'recorded'),
  Records: jsonSchemaOf(recordsAnswer, 'recorded'),
}
