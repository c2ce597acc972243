import type { AgencyDefinition } from '@concord/incident'
import { commandSchemaOf, wholeLineSchema } from '../commands/command-schema.ts'
import { answerSchemas } from './answer-schemas.ts'
import { commandOperation } from './command-operation.ts'
import { commonPaths } from './common-paths.ts'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import type { OpenApiOperation, Paths } from './operation.ts'
import { withSharedParts } from './shared-parts.ts'

/** The parts of an OpenAPI 3.1 document that the readable page shows. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly security: readonly unknown[]
  readonly paths: Paths
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: unknown
  }
}

/** What an agency says of itself in its documentation. */
export type DescribedAgency = Pick<AgencyDefinition, 'name' | 'title' | 'description' | 'events'>

/** Describes an agency's API in OpenAPI 3.1, whose schemas are JSON Schema 2020-12 as zod writes it. Pure. */
export const openApiFor = (agency: DescribedAgency): OpenApi => {
  const schemas: Record<string, JsonSchema> = {
    ...answerSchemas,
    Line: jsonSchemaOf(wholeLineSchema, 'sent'),
  }
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
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
