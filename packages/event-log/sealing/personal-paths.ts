import { isPersonal } from '@concord/kernel'
import { z } from 'zod'

/** A way into an event's data: names of properties, and `*` for every item of a list or record. */
export type FieldPath = readonly string[]

/**
 * Where the personal fields of a schema are. Looks through optional, nullable, default, readonly, lazy, pipes, unions,
 * intersections, lists, tuples and records; a schema that contains itself is followed once.
 */
export const personalPaths = (schema: z.ZodType): readonly FieldPath[] => {
  const found = new Map<string, FieldPath>()
  const walk = (current: z.core.$ZodType, path: FieldPath, above: readonly unknown[]): void => {
    if (above.includes(current)) return
    const within = [...above, current]
    if (isPersonal(current as z.ZodType)) {
      found.set(path.join('/'), path)
      return
    }
    for (const [step, child] of childrenOf(current))
      walk(child, step === undefined ? path : [...path, step], within)
  }
  walk(schema, [], [])
  return [...found.values()]
}

/** A step into a schema, and what is there; no step where it is the same value in a wrapper. */
type Child = readonly [step: string | undefined, schema: z.core.$ZodType]

/** What a schema is made of: one level down. */
export const childrenOf = (schema: z.core.$ZodType): readonly Child[] => {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Readonly<Record<string, z.core.$ZodType>>)
  if (schema instanceof z.ZodArray) return [['*', schema.element]]
  if (schema instanceof z.ZodTuple) return schema.def.items.map((item) => ['*', item] as const)
  if (schema instanceof z.ZodRecord) return [['*', schema.valueType]]
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => [undefined, option] as const)
  if (schema instanceof z.ZodIntersection)
    return [
      [undefined, schema.def.left],
      [undefined, schema.def.right],
    ]
  if (schema instanceof z.ZodPipe)
    return [
      [undefined, schema.in],
      [undefined, schema.out],
    ]
  if (schema instanceof z.ZodLazy) return [[undefined, schema.unwrap()]]
  if ('unwrap' in schema) return [[undefined, (schema as z.ZodOptional<z.ZodType>).unwrap()]]
  return []
}
