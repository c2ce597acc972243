import type { JsonSchema } from './json-schema.ts'

/**
 * A schema whose recursive parts have been moved to where a larger document keeps them: `$defs` of the schema become
 * entries of `parts`, and references to them are turned to `#/components/schemas/…`.
 */
export const withSharedParts = (
  schema: JsonSchema,
  owner: string,
): { readonly schema: JsonSchema; readonly parts: Readonly<Record<string, JsonSchema>> } => {
  const { $defs = {}, ...rest } = schema
  const names = new Map(
    Object.entries($defs).map(([name, part]) => [
      `#/$defs/${name}`,
      isAnyJson(part) ? 'Json' : `${owner}.${name}`,
    ]),
  )
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const name = key === '$ref' ? names.get(String(inner)) : undefined
        return [key, name === undefined ? turn(inner) : `#/components/schemas/${name}`]
      }),
    )
  }
  const parts = Object.entries($defs).map(
    ([name, part]) => [names.get(`#/$defs/${name}`)!, turn(part)] as const,
  )
  return {
    schema: turn(rest) as JsonSchema,
    parts: Object.fromEntries(
      parts.map(([name, part]) => [name, name === 'Json' ? anyJson : (part as JsonSchema)]),
    ),
  }
}

const anyJson: JsonSchema = { description: 'Any JSON value.' }

/** How zod writes down "any JSON value": the six kinds of it. */
const isAnyJson = ({ anyOf }: JsonSchema): boolean =>
  anyOf?.map(({ type }) => type).join() === 'string,number,boolean,null,array,object'
