import type { EventDefinition } from '@concord/kernel'
import { rolesFor } from '../commands/permission.ts'
import { problemAnswers } from './answers.ts'
import { commandParameters } from './command-parameters.ts'
import { exampleOf } from './example.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OpenApiOperation } from './operation.ts'

/**
 * The command that asks for an event; `schema` is what its body says, and `name` under what the document keeps that.
 */
export const commandOperation = (
  event: EventDefinition,
  name: string,
  schema: JsonSchema,
): OpenApiOperation => ({
  operationId: event.command,
  summary: event.command,
  description: [
    event.description,
    `Recorded as ${event.type}, version ${event.schemaVersion}, in the stream ${event.category ?? 'of this agency'}.`,
    `Roles: ${rolesFor(event).join(', ')}${event.by === 'roster' ? ', of any agency' : ''}.`,
  ].join(' '),
  tags: ['Commands'],
  parameters: commandParameters,
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: { $ref: `#/components/schemas/${name}` }, example: exampleOf(schema) },
    },
  },
  responses: {
    201: {
      description: 'Recorded, or recorded before (Idempotency-Replayed: true).',
      headers: {
        ETag: {
          description: "The stream's revision, for members of this agency.",
          schema: { type: 'string' },
        },
        Location: { description: 'The record, for members of this agency.', schema: { type: 'string' } },
        'Idempotency-Replayed': { description: 'true: a repeat.', schema: { type: 'string' } },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Handled' } } },
    },
    ...problemAnswers(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429, 500, 503),
  },
})
