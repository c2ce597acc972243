import { isSealed } from '@concord/kernel'
import { z } from 'zod'
import { childrenOf, type FieldPath } from './personal-paths.ts'

/**
 * Where an event's data tells, in fields that nobody agreed on, who somebody is: an agency's system sends more than a
 * schema knows, such as `witness: { name, phone }`. What bears one of these words there is sealed like a personal field,
 * because it stays in the log for ever. At the top a `name` or an `address` is the thing's own and is left alone.
 */
export const unagreedPersons = (schema: z.ZodType, data: unknown): readonly FieldPath[] => {
  const found = new Map<string, FieldPath>()
  const walk = (shapes: readonly Shape[], value: unknown, path: FieldPath): void => {
    if (typeof value !== 'object' || value === null || isSealed(value)) return
    if (Array.isArray(value)) {
      for (const item of value) walk(shapes, item, [...path, '*'])
      return
    }
    for (const [name, inner] of Object.entries(value)) {
      const here = [...path, name]
      const agreed = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]!] : []))
      if (agreed.length > 0)
        walk(typeof inner === 'object' ? agreed.flatMap((one) => shapesOf(one)) : [], inner, here)
      else if (tellsWho(name, path)) found.set(here.join('/'), here)
      else walk([], inner, here)
    }
  }
  walk(shapesOf(schema), data, [])
  return [...found.values()]
}

type Shape = Readonly<Record<string, z.core.$ZodType>>

/** The objects that a value of a schema may be, behind whatever it is wrapped in; JSON's own schema contains itself. */
const shapesOf = (schema: z.core.$ZodType, above: readonly unknown[] = []): readonly Shape[] => {
  if (schema instanceof z.ZodObject) return [schema.shape as Shape]
  if (above.includes(schema)) return []
  const within = [...above, schema]
  return childrenOf(schema).flatMap(([step, child]) =>
    step === undefined || step === '*' ? shapesOf(child, within) : [],
  )
}

const tellsWho = (name: string, path: FieldPath): boolean => {
  const word = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return alwaysPersonal.has(word) || (path.length > 0 && personalWithin.has(word))
}

const alwaysPersonal: ReadonlySet<string> = new Set([
  ...['fullname', 'firstname', 'lastname', 'surname', 'familyname', 'givenname', 'patronymic'],
  ...['phone', 'phonenumber', 'telephone', 'mobile', 'email'],
  ...['passport', 'passportnumber', 'nationalid', 'registernumber', 'dateofbirth', 'birthdate', 'born'],
])
const personalWithin: ReadonlySet<string> = new Set(['name', 'names', 'address', 'document'])
