import { incidentIdSchema } from '@concord/incident'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'

/** What can be done at an address, as OpenAPI describes it; only the parts that these documents use. */
export interface OpenApiOperation {
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

/** What an address, a query or a header says beside the body. */
export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'header' | 'query'
  readonly required?: boolean
  readonly description: string
  readonly schema: JsonSchema
}

/** What can be done at each address, by HTTP method. */
export type Paths = Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>

/** The incident that an address names. */
export const incident: Parameter = {
  name: 'incident',
  in: 'path',
  required: true,
  description: 'The name of the incident, operation or exercise, such as INC-7.',
  schema: jsonSchemaOf(incidentIdSchema, 'sent'),
}
