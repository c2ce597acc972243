import fc from 'fast-check'
import { z } from 'zod'

/** The part of JSON Schema that event schemas use. */
interface Schema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** Values that a schema accepts, small and readable. What JSON Schema cannot say of it is tried out. */
export const arbitraryOf = (schema: z.ZodType): fc.Arbitrary<unknown> =>
  anyOfSchema(z.toJSONSchema(schema, { io: 'input' }) as Schema).filter(
    (value) => schema.safeParse(value).success,
  )

const anyOfSchema = (schema: Schema): fc.Arbitrary<unknown> => {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return fc.oneof(...alternatives.filter(isInTheClear).map(anyOfSchema))
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer(boundsOf(schema, 0, 1_000))
    case 'number':
      return fc.double({ ...boundsOf(schema, 0, 1_000), noNaN: true }).map(rounded(schema))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return listOf(schema)
    case 'object':
      return objectOf(schema)
    default:
      return word(0, 12)
  }
}

/** Examples are what a sender writes, and senders write persons in the clear. */
const isInTheClear = (schema: Schema): boolean => schema.properties?.$sealed === undefined

const textOf = ({ format, pattern, minLength = 0, maxLength = 24 }: Schema): fc.Arbitrary<string> => {
  switch (format) {
    case 'date-time':
      return fc
        .integer({ min: 0, max: 5 * 366 * 24 * 60 })
        .map((minutes) =>
          new Date(Date.UTC(2021, 0, 1) + minutes * 60_000).toISOString().replace('.000Z', '+08:00'),
        )
    case 'date':
      return fc
        .integer({ min: 0, max: 5 * 366 })
        .map((days) => new Date(Date.UTC(2021, 0, 1) + days * 86_400_000).toISOString().slice(0, 10))
    case 'uuid':
      return fc.uuid()
    case 'uri':
      return fc.webUrl()
    default:
      return pattern === undefined
        ? word(minLength, Math.min(maxLength, minLength + 24))
        : fc.stringMatching(new RegExp(pattern))
  }
}

const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz-'), minLength, maxLength })

const boundsOf = ({ minimum, maximum, exclusiveMinimum }: Schema, least: number, most: number) => {
  const min = Math.max(minimum ?? (exclusiveMinimum === undefined ? least : exclusiveMinimum + 1), -1e9)
  return { min, max: Math.max(min, Math.min(maximum ?? most, most)) }
}

/** Two decimals, and never beyond what the bounds allow. */
const rounded =
  ({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema) =>
  (value: number): number =>
    Math.min(maximum, Math.max(minimum, Math.round(value * 100) / 100))

const listOf = ({ items = {}, prefixItems, minItems = 0, maxItems = 3 }: Schema): fc.Arbitrary<unknown> =>
  prefixItems
    ? fc.tuple(...prefixItems.map(anyOfSchema))
    : fc.array(anyOfSchema(items), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, 3)),
      })

const objectOf = ({
  properties = {},
  required = [],
  additionalProperties,
}: Schema): fc.Arbitrary<unknown> => {
  const agreed = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, anyOfSchema(field)])),
    { requiredKeys: [...required] },
  )
  if (typeof additionalProperties !== 'object') return agreed
  const further = fc.option(word(1, 12), { nil: undefined })
  return fc
    .tuple(agreed, further)
    .map(([fields, more]) => (more === undefined ? fields : { ...fields, localNote: more }))
}
