import type { EventDefinition } from '@concord/kernel'
import { type JsonSchema, jsonSchemaOf, withoutSealedForm } from './json-schema.ts'

/** The GraphQL type of what one kind of event carries. */
export interface DetailsType {
  /** Such as `PrisonerEscapeReportedDetails`. */
  readonly name: string
  /** The event type it belongs to. */
  readonly event: string
  /** The type in SDL, with the types nested in it. */
  readonly sdl: string
  /** Top-level fields that have a type of their own; what else an event carries is in `further`. */
  readonly fields: readonly string[]
}

/** The nouns of the joint API, and how events take their form. */
export interface GraphqlTypes {
  /**
   * All types in SDL, in the order of the definitions. Uses the scalars `JSON` and `DateTime` without declaring them.
   */
  readonly sdl: string
  readonly types: readonly DetailsType[]
  readonly typeOf: (event: string) => DetailsType | undefined
  /**
   * An event's data in the form of its type: agreed fields as they are, the others together under `further`, and
   * `__typename`. Undefined for an event type that nobody declares.
   */
  readonly present: (event: string, data: unknown) => Readonly<Record<string, unknown>> | undefined
}

/**
 * Derives the nouns of the joint API from the events that agencies declare: one object type for each event type, with
 * the descriptions and units of its schema. Pure.
 *
 * Every field is nullable: an older record may lack it and a reader may not be allowed to see it. What GraphQL has no
 * name for (unions, tables, undeclared fields) is `JSON`; whole numbers beyond 32 bits are `Float`. Throws when two
 * definitions give one event type different shapes.
 */
export const graphqlTypesFor = (definitions: readonly EventDefinition[]): GraphqlTypes => {
  const byEvent = new Map<string, DetailsType>()
  for (const definition of definitions) {
    const type = detailsType(definition)
    const before = byEvent.get(definition.type)
    if (before && before.sdl !== type.sdl) {
      throw new Error(`The event type ${definition.type} is declared twice with different data.`)
    }
    byEvent.set(definition.type, type)
  }
  const types = [...byEvent.values()]
  return {
    sdl: types.map((type) => type.sdl).join('\n\n'),
    types,
    typeOf: (event) => byEvent.get(event),
    present: (event, data) => {
      const type = byEvent.get(event)
      return type && present(type, data)
    },
  }
}

const present = (type: DetailsType, data: unknown): Readonly<Record<string, unknown>> => {
  const agreed: Record<string, unknown> = { __typename: type.name }
  const further: Record<string, unknown> = {}
  for (const [name, value] of Object.entries((data ?? {}) as Record<string, unknown>)) {
    if (type.fields.includes(name)) agreed[name] = value
    else further[name] = value
  }
  return Object.keys(further).length > 0 ? { ...agreed, further } : agreed
}

const detailsType = (definition: EventDefinition): DetailsType => {
  const name = `${definition.type}Details`
  const schema = jsonSchemaOf(definition.data, 'recorded')
  const nested: string[] = []
  const fields = namedFields(schema).filter((field) => field !== 'further')
  const lines = [
    ...fields.map((field) => fieldLine(name, field, schema.properties![field]!, nested)),
    further,
  ]
  return {
    name,
    event: definition.type,
    fields,
    sdl: [...nested, objectType(name, definition.description, lines)].join('\n\n'),
  }
}

const further = `  ${quoted("What the sender's own system added beyond the agreed fields, as it came.")}\n  further: JSON`

/** Field names that GraphQL can say; the others are found under `further`. */
const namedFields = (schema: JsonSchema): readonly string[] =>
  Object.keys(schema.properties ?? {}).filter((name) => /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(name))

const fieldLine = (parent: string, name: string, schema: JsonSchema, nested: string[]): string => {
  const { schema: clear, personal } = withoutSealedForm(schema)
  const type = typeFor(`${parent}${capitalised(name)}`, clear, nested)
  const description = [
    clear.description,
    clear.enum && `One of: ${clear.enum.join(', ')}.`,
    personal && 'About a person: always null here; `personal { opened }` of the event opens it.',
  ]
    .filter((sentence) => typeof sentence === 'string')
    .join(' ')
  return `${description ? `  ${quoted(description)}\n` : ''}  ${name}: ${type}`
}

const typeFor = (name: string, schema: JsonSchema, nested: string[]): string => {
  switch (schema.type) {
    case 'string':
      if (schema.format === 'date-time') return 'DateTime'
      return schema.format === 'uuid' ? 'ID' : 'String'
    case 'boolean':
      return 'Boolean'
    case 'integer':
      return fitsInt(schema) ? 'Int' : 'Float'
    case 'number':
      return 'Float'
    case 'array': {
      const items = withoutSealedForm(schema.items ?? {}).schema
      const type = typeFor(`${name}Item`, items, nested)
      return type === 'JSON' ? 'JSON' : `[${type}!]`
    }
    case 'object':
      return nestedType(name, schema, nested)
    default:
      return 'JSON'
  }
}

/** An object all of whose fields are agreed and have GraphQL names becomes a type; any other is `JSON`. */
const nestedType = (name: string, schema: JsonSchema, nested: string[]): string => {
  const fields = namedFields(schema)
  const closed = schema.additionalProperties === undefined || schema.additionalProperties === false
  if (!closed || fields.length === 0 || fields.length < Object.keys(schema.properties ?? {}).length)
    return 'JSON'
  const lines = fields.map((field) => fieldLine(name, field, schema.properties![field]!, nested))
  nested.push(objectType(name, schema.description, lines))
  return name
}

const objectType = (name: string, description: string | undefined, lines: readonly string[]): string =>
  `${description ? `${quoted(description)}\n` : ''}type ${name} {\n${lines.join('\n')}\n}`

const fitsInt = (schema: JsonSchema): boolean =>
  (schema.minimum ?? Number.NEGATIVE_INFINITY) >= -(2 ** 31) &&
  (schema.maximum ?? Number.POSITIVE_INFINITY) < 2 ** 31

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** A GraphQL string; JSON's escapes are a subset of GraphQL's. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
