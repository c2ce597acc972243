/**
 * Gives a code to each person whom a story tells of by name, as in `suspect: "Ganbold Bat"`, or inside another field, as in
 * `witness: { name }` or `interview: { subject: "Ganbold Bat" }`: the place where the story names them. Under a code of
 * their own their data can be erased without anybody else's; a code is never a name.
 */
export const withPersonsCoded = (
  reference: string,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      coded(isName(value) && personWords.has(field) ? { name: value } : value, `${reference}.${field}`),
    ]),
  )

/** What a story calls a person, where it does not say `subject`. */
export const personWords: ReadonlySet<string> = new Set([
  ...['person', 'prisoner', 'inmate', 'offender', 'suspect', 'fugitive', 'witness'],
])

const coded = (value: unknown, code: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => coded(item, `${code}.${index}`))
  if (typeof value !== 'object' || value === null) return value
  const { subject, name, ...rest } = Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, coded(inner, `${code}.${field}`)]),
  )
  if (subject === undefined && typeof name === 'string') return { subject: code, name, ...rest }
  if (isName(subject) && name === undefined) return { subject: code, name: subject, ...rest }
  return { ...(subject === undefined ? {} : { subject }), ...(name === undefined ? {} : { name }), ...rest }
}

/** Codes are one word; names of people are several. */
const isName = (value: unknown): boolean => typeof value === 'string' && /\S\s+\S/.test(value)
