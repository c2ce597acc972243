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
  /** On what a client may send: a field about a person, which is sealed before it is recorded. */
  readonly 'x-personal'?: true
}

/**
 * `recorded`: what an event holds, defaults filled in and personal fields sealed or in the clear. `sent`: what a client may
 * send, in the clear: the sealed form is the log's own, and a command that holds one is refused.
 */
export const jsonSchemaOf = (schema: z.ZodType, side: 'recorded' | 'sent'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: side === 'recorded' ? 'output' : 'input' })
  return (side === 'recorded' ? rest : unsealed(rest)) as JsonSchema
}

/** A schema, or a part of one, without the sealed form anywhere; where one was, the mark `x-personal` stays. */
const unsealed = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(unsealed)
  if (typeof part !== 'object' || part === null) return part
  const { schema, personal } = isUnion(part) ? withoutSealedForm(part) : { schema: part, personal: false }
  const inner = Object.entries(schema).map(([name, value]) => [name, unsealed(value)])
  return { ...Object.fromEntries(inner), ...(personal && { 'x-personal': true }) }
}

/** Whether it is a union with the sealed form in it; a property may be called `anyOf` too. */
const isUnion = (part: JsonSchema): boolean => Array.isArray(part.anyOf) && part.anyOf.some(isSealedForm)

/** The schema without its `null` alternative, and without the sealed form of a personal field; and whether it is one. */
export const withoutSealedForm = (
  schema: JsonSchema,
): { readonly schema: JsonSchema; readonly personal: boolean } => {
  const alternatives = schema.anyOf
  if (alternatives === undefined) return { schema, personal: schema['x-personal'] === true }
  const open = alternatives.filter((alternative) => !isSealedForm(alternative) && alternative.type !== 'null')
  const only = open.length === 1 ? open[0] : undefined
  const personal = alternatives.some(isSealedForm) || (only ?? schema)['x-personal'] === true
  if (only === undefined) return { schema: { ...schema, anyOf: open }, personal }
  const { anyOf: _, ...outer } = schema
  return { schema: { ...only, ...outer }, personal }
}

const isSealedForm = (schema: JsonSchema): boolean => schema.properties?.$sealed !== undefined
