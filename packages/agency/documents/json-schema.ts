import { z } from 'zod'

/** The part of JSON Schema 2020-12 that event definitions use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string
  readonly description?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
}

/** `recorded`: what an event holds, defaults filled in. `sent`: what a client may send. */
export const jsonSchemaOf = (schema: z.ZodType, side: 'recorded' | 'sent'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: side === 'recorded' ? 'output' : 'input' })
  return rest as JsonSchema
}

/** The schema without its `null` alternative, and without the sealed form of a personal field. */
export const inTheClear = (
  schema: JsonSchema,
): { readonly schema: JsonSchema; readonly personal: boolean } => {
  const alternatives = schema.anyOf
  if (alternatives === undefined) return { schema, personal: false }
  const open = alternatives.filter((alternative) => !isSealedForm(alternative) && alternative.type !== 'null')
  const personal = alternatives.some(isSealedForm)
  const only = open.length === 1 ? open[0] : undefined
  if (only === undefined) return { schema: { ...schema, anyOf: open }, personal }
  const { anyOf: _, ...outer } = schema
  return { schema: { ...only, ...outer }, personal }
}

const isSealedForm = (schema: JsonSchema): boolean => schema.properties?.$sealed !== undefined
