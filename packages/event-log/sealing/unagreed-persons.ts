import { isSealed } from '@concord/kernel'
import { z } from 'zod'
import { childrenOf, type FieldPath } from './personal-paths.ts'
import { isNameOfSubject, isSpecial, meansPerson, namesPerson, tellsWho } from './personal-words.ts'

/**
 * Where an event's data tells, in fields that nobody agreed on, who somebody is: an agency's system sends more than a
 * schema knows, such as `witness: { name, phone }`. What bears one of these words there is sealed like a personal field,
 * because it stays in the log for ever. A `name` or an `address` is a person's where something else says that a person is
 * meant; a post and a ship have names too. So is what is told of somebody's health, belief or origin beside the person or
 * the person's code: `{ prisoner: 'P-17', risk: 'insulin' }`. What is called `personal` is sealed whole.
 */
export const unagreedPersons = (schema: z.ZodType, data: unknown): readonly FieldPath[] => {
  const found = new Map<string, FieldPath>()
  const walk = (shapes: readonly Shape[], value: unknown, path: FieldPath): void => {
    if (Array.isArray(value)) for (const item of value) walk(shapes, item, [...path, '*'])
    else if (typeof value === 'object' && value !== null && !isSealed(value)) walkObject(shapes, value, path)
  }
  const walkObject = (shapes: readonly Shape[], value: object, path: FieldPath): void => {
    const unagreed: [name: string, inner: unknown][] = []
    for (const [name, inner] of Object.entries(value)) {
      const agreed = agreedAs(name, shapes)
      if (agreed.length === 0) unagreed.push([name, inner])
      else if (typeof inner === 'object') walk(agreed.flatMap(rememberedShapes), inner, [...path, name])
    }
    // Nearly every event holds nothing else than was agreed on.
    if (unagreed.length === 0) return
    const isPersonal = personalFieldsOf(value, path)
    for (const [name, inner] of unagreed) {
      const here = [...path, name]
      if (isPersonal(name)) found.set(here.join('/'), here)
      else walk([], inner, here)
    }
  }
  walk(rememberedShapes(schema), data, [])
  return [...found.values()]
}

/** Which fields of an object tell who somebody is, or of a person what is nobody's business. */
const personalFieldsOf = (value: object, path: FieldPath): ((name: string) => boolean) => {
  const isPerson = path.length > 0 && meansPerson(path.findLast((step) => step !== '*')!, value)
  const isAboutPerson = isPerson || namesPerson(value)
  return (name) =>
    tellsWho(name, isPerson) || isNameOfSubject(name, value) || (isAboutPerson && isSpecial(name))
}

/** What a field was agreed on to be; nothing where nobody agreed on it. */
const agreedAs = (name: string, shapes: readonly Shape[]): readonly z.core.$ZodType[] =>
  shapes.filter((shape) => Object.hasOwn(shape, name)).map((shape) => shape[name]!)

type Shape = Readonly<Record<string, z.core.$ZodType>>

const remembered = new WeakMap<z.core.$ZodType, readonly Shape[]>()

/** {@link shapesOf}, worked out once for each schema. */
const rememberedShapes = (schema: z.core.$ZodType): readonly Shape[] => {
  const shapes = remembered.get(schema) ?? shapesOf(schema)
  remembered.set(schema, shapes)
  return shapes
}

/** The objects that a value of a schema may be, behind whatever it is wrapped in; JSON's own schema contains itself. */
const shapesOf = (schema: z.core.$ZodType, above: readonly unknown[] = []): readonly Shape[] => {
  if (schema instanceof z.ZodObject) return [schema.shape as Shape]
  if (above.includes(schema)) return []
  const within = [...above, schema]
  return childrenOf(schema).flatMap(([step, child]) =>
    step === undefined || step === '*' ? shapesOf(child, within) : [],
  )
}
