import { z } from 'zod'

/** A personal field at rest: AES-256-GCM under the data key named by `key`; all parts base64url. */
export const sealedSchema = z.strictObject({
  $sealed: z.strictObject({
    key: z.string().min(1).max(128),
    iv: z.string().max(32),
    ciphertext: z.string(),
    tag: z.string().max(32),
  }),
})

/** A personal field as the log holds it. Once its key is destroyed it stays as it is, and nobody can open it. */
export type Sealed = z.infer<typeof sealedSchema>

/**
 * A personal value: in the clear where it is made or rightly read, sealed everywhere else. No fold may depend on it.
 */
export type Personal<Value> = Value | Sealed

/**
 * Marks a field as being about a person. In an object that has a `subject`, the code of a person, it is sealed under
 * that person's key. In any other it is sealed under the event's own key, which can only be destroyed as a whole: if
 * such an event is about several persons, none of them can be erased alone. Only the codec and the reader's edge look
 * at the mark.
 *
 * The sealed form comes first in the union: a lenient schema would otherwise accept a sealed value and strip it.
 */
export const personal = <Schema extends z.ZodType>(schema: Schema) => z.union([sealedSchema, schema])

/** Whether a schema was made by {@link personal}; a description added later does not hide the mark. */
export const isPersonal = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodUnion && schema.options.includes(sealedSchema)

/**
 * The code of the person under whose key a personal field of an object is sealed: its `subject`; undefined where it has
 * none, and then the event's own key is used.
 */
export const subjectBeside = (holder: unknown): string | undefined => {
  const subject = (holder as { readonly subject?: unknown } | null | undefined)?.subject
  return typeof subject === 'string' ? subject : undefined
}

/** The codes of the persons that an event's data names: every `subject` and `subjects` in it. */
export const subjectsIn = (data: unknown): readonly string[] => {
  const codes = new Set<string>()
  const look = (value: unknown, name: string): void => {
    if (typeof value === 'string' && (name === 'subject' || name === 'subjects')) codes.add(value)
    if (typeof value !== 'object' || value === null || isSealed(value)) return
    if (Array.isArray(value)) for (const item of value) look(item, name)
    else for (const [inner, item] of Object.entries(value)) look(item, inner)
  }
  look(data, '')
  return [...codes]
}

/**
 * The code of the person under whose key the summary of an event is sealed: the `subject` of its data, or the only
 * person whom the data names. Undefined, and then the event's own key is used, where it names nobody or several, and
 * where something in it is sealed under the event's own key: the summary may be about that person too, and must go
 * with them.
 */
export const subjectOfSummary = (data: unknown): string | undefined => {
  const beside = subjectBeside(data)
  if (beside !== undefined) return beside
  const [only, another] = subjectsIn(data)
  return another !== undefined || holdsNameless(data) ? undefined : only
}

const holdsNameless = (value: unknown, subject?: string): boolean => {
  if (isSealed(value)) return subject === undefined
  if (typeof value !== 'object' || value === null) return false
  const beside = subjectBeside(value)
  return Object.values(value).some((item) => holdsNameless(item, beside))
}

/** A text that no key is needed for; undefined where it is sealed or missing. */
export const inTheClear = (text: Personal<string> | undefined): string | undefined =>
  typeof text === 'string' ? text : undefined

/** Whether a value is sealed. */
export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && '$sealed' in value

/** A value with something else in the place of whatever in it is sealed: neither key nor ciphertext goes out. */
export const withoutSealed = (value: unknown, instead: unknown): unknown => {
  if (isSealed(value)) return instead
  if (Array.isArray(value)) return value.map((item) => withoutSealed(item, instead))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutSealed(inner, instead)]),
  )
}
