import type { AgencyDefinition } from '@concord/incident'
import type { EventDefinition } from '@concord/kernel'
import { commandSchemaOf } from '../commands/command-schema.ts'
import { rolesFor } from '../commands/permission.ts'
import { type JsonSchema, jsonSchemaOf } from '../json-schema.ts'
import { problems } from '../problem.ts'
import {
  answers,
  handledSchema,
  heldSchema,
  lineResultSchema,
  lineSchema,
  problemSchema,
  recordSchema,
  recordsSchema,
} from './answers.ts'
import { exampleOf } from './example.ts'
import { withSharedParts } from './shared-parts.ts'

/** The parts of an OpenAPI 3.1 document that the readable page shows. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly security: readonly unknown[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: unknown
  }
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required: true
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>
  }
  readonly responses: Readonly<Record<string, unknown>>
  readonly security?: readonly unknown[]
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'header' | 'query'
  readonly required?: boolean
  readonly description: string
  readonly schema: JsonSchema
}

export type DescribedAgency = Pick<AgencyDefinition, 'name' | 'title' | 'description' | 'events'>

/** Describes an agency's API in OpenAPI 3.1, whose schemas are JSON Schema 2020-12 as zod writes it. Pure. */
export const openApiFor = (agency: DescribedAgency): OpenApi => {
  const schemas: Record<string, JsonSchema> = { ...sharedSchemas }
  const paths: Record<string, Record<string, Operation>> = {}
  for (const event of agency.events) {
    const name = `${event.command}Command`
    const { schema, parts } = withSharedParts(jsonSchemaOf(commandSchemaOf(event), 'sent'), name)
    Object.assign(schemas, parts, { [name]: schema })
    paths[`/v1/incidents/{incident}/commands/${event.command}`] = {
      post: commandOperation(event, name, schema),
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: agency.title, version: '1', description: agency.description },
    tags: [
      { name: 'Commands', description: 'Ask for something to be recorded.' },
      { name: 'Batches', description: 'Many commands in one request.' },
      { name: 'Records', description: 'Read what this agency has recorded.' },
    ],
    security: [{ token: [] }],
    paths: { ...paths, ...commonPaths },
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

const sharedSchemas: Readonly<Record<string, JsonSchema>> = {
  Handled: handledSchema,
  Held: heldSchema,
  Problem: problemSchema,
  Line: lineSchema,
  LineResult: lineResultSchema,
  Record: recordSchema,
  Records: recordsSchema,
}

const incident: Parameter = {
  name: 'incident',
  in: 'path',
  required: true,
  description: 'The name of the incident, operation or exercise, such as INC-7.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
}

const commandParameters: readonly Parameter[] = [
  incident,
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'A UUID that you make and keep before you first send the command. A repeat gives the same answer.',
    schema: { type: 'string', format: 'uuid' },
  },
  {
    name: 'If-Match',
    in: 'header',
    description:
      'The revision that you decided on, such as "3", or * for any: refused with 412 when it is another one.',
    schema: { type: 'string' },
  },
  {
    name: 'If-None-Match',
    in: 'header',
    description: '*: only if this agency has recorded nothing of the incident yet.',
    schema: { type: 'string', const: '*' },
  },
]

const commandOperation = (event: EventDefinition, name: string, schema: JsonSchema): Operation => ({
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
        ETag: { description: "The stream's revision.", schema: { type: 'string' } },
        Location: { description: 'The record.', schema: { type: 'string' } },
        'Idempotency-Replayed': { description: 'true: a repeat.', schema: { type: 'string' } },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Handled' } } },
    },
    ...problemAnswers(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429, 500, 503),
  },
})

const problemAnswers = (...statuses: readonly number[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(problems).filter(([, known]) => known.status === status)
      return [
        status,
        {
          description: codes.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]
    }),
  )

const page: readonly Parameter[] = [
  {
    name: 'after',
    in: 'query',
    description: 'Records after this revision.',
    schema: { type: 'integer', minimum: -1 },
  },
  {
    name: 'limit',
    in: 'query',
    description: 'How many, 100 if left out.',
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  },
]
const category: Parameter = {
  name: 'category',
  in: 'path',
  required: true,
  description: "The stream's category.",
  schema: { type: 'string' },
}
const revision: Parameter = {
  name: 'revision',
  in: 'path',
  required: true,
  description: 'The place of the record in its stream.',
  schema: { type: 'integer', minimum: 0 },
}

const erasureParameters: readonly Parameter[] = [
  { name: 'subject', in: 'query', description: 'The code of a person.', schema: { type: 'string' } },
  { name: 'target', in: 'query', description: "An event's id or reference.", schema: { type: 'string' } },
  { name: 'field', in: 'query', description: 'A field of the target.', schema: { type: 'string' } },
]

const commonPaths: OpenApi['paths'] = {
  '/v1/commands': {
    get: {
      operationId: 'listCommands',
      summary: 'List the commands',
      tags: ['Commands'],
      security: [],
      responses: { 200: answers.commands },
    },
    post: {
      operationId: 'submitCommands',
      summary: 'Send many commands, one a line',
      description:
        'NDJSON in, NDJSON out: one result a line, in the same order, as the lines come. A bad line stops no other one. Lines of one incident are recorded in their order. Read the results while you send: whoever does not is not read from. Sending a batch again changes nothing that was recorded.',
      tags: ['Batches'],
      requestBody: {
        required: true,
        content: { 'application/x-ndjson': { schema: { $ref: '#/components/schemas/Line' } } },
      },
      responses: { 200: answers.results, ...problemAnswers(401, 415, 429, 503) },
    },
  },
  '/v1/incidents/{incident}': {
    get: {
      operationId: 'readIncident',
      summary: "Read this agency's records of an incident",
      tags: ['Records'],
      parameters: [incident, ...page],
      responses: { 200: answers.records, ...problemAnswers(400, 401, 403, 404, 429, 500, 503) },
    },
  },
  '/v1/incidents/{incident}/personal-data': {
    get: {
      operationId: 'listHeld',
      summary: 'See what is held about persons, and what an erasure would destroy',
      description:
        'Codes and names of fields, never what they hold. With subject, or target and field, everything that ErasePersonalData with the same words would destroy. For those who may erase.',
      tags: ['Records'],
      parameters: [incident, ...erasureParameters],
      responses: { 200: answers.held, ...problemAnswers(400, 401, 403, 404, 429, 500, 503) },
    },
  },
  '/v1/incidents/{incident}/streams/{category}': {
    get: {
      operationId: 'readStream',
      summary: 'Read one of its streams',
      tags: ['Records'],
      parameters: [incident, category, ...page],
      responses: { 200: answers.records, ...problemAnswers(400, 401, 403, 404, 429, 500, 503) },
    },
  },
  '/v1/incidents/{incident}/streams/{category}/{revision}': {
    get: {
      operationId: 'readRecord',
      summary: 'Read one record',
      tags: ['Records'],
      parameters: [incident, category, revision],
      responses: { 200: answers.record, ...problemAnswers(400, 401, 403, 404, 429, 500, 503) },
    },
  },
}
