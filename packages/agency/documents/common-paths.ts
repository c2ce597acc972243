import { answers, problemAnswers } from './answers.ts'
import { commandParameters } from './command-parameters.ts'
import { incident, type Parameter, type Paths } from './operation.ts'

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

const command: Parameter = {
  name: 'command',
  in: 'path',
  required: true,
  description: 'The name of a command.',
  schema: { type: 'string' },
}
/** A dry run may come without a key. */
const dryRunParameters = commandParameters.map(({ required, ...parameter }) =>
  parameter.in === 'header' ? parameter : { ...parameter, ...(required && { required }) },
)

const erasureParameters: readonly Parameter[] = [
  { name: 'subject', in: 'query', description: 'The code of a person.', schema: { type: 'string' } },
  { name: 'target', in: 'query', description: "An event's id or reference.", schema: { type: 'string' } },
  { name: 'field', in: 'query', description: 'A field of the target.', schema: { type: 'string' } },
]

/** What every agency serves beside its commands. */
export const commonPaths: Paths = {
  '/v1/commands': {
    get: {
      operationId: 'listCommands',
      summary: 'List the commands',
      tags: ['Commands'],
      security: [],
      responses: { 200: answers.commands, 302: answers.page },
    },
    post: {
      operationId: 'submitCommands',
      summary: 'Send many commands, one a line',
      description:
        'NDJSON in, NDJSON out: one result for each line, in the order of the lines, while they arrive. A bad line does not stop the others. Lines of one incident are recorded in their order. Read the results while you send: the service reads no further from a client that does not. Sending a batch again changes nothing that was recorded.',
      tags: ['Batches'],
      requestBody: {
        required: true,
        content: { 'application/x-ndjson': { schema: { $ref: '#/components/schemas/Line' } } },
      },
      responses: { 200: answers.results, ...problemAnswers(401, 415, 429, 503) },
    },
  },
  '/v1/incidents/{incident}/commands/{command}/dry-run': {
    post: {
      operationId: 'dryRun',
      summary: 'Try a command out',
      description:
        'Checks and decides the command as it would be decided now, and tells what would be recorded, without recording it. It does not foresee what only the store would refuse. It counts as a request. For members of this agency.',
      tags: ['Commands'],
      parameters: [command, ...dryRunParameters],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { type: 'object', description: 'The body of the command itself.' } },
        },
      },
      responses: {
        200: answers.foreseen,
        ...problemAnswers(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429, 500, 503),
      },
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
