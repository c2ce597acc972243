import type { Details } from './report-line.ts'

/** What a story calls the person whom an event is about, where it does not say `subject`. */
export const subjectWords = [
  ...['person', 'prisoner', 'inmate', 'detainee', 'offender', 'suspect', 'fugitive', 'escapee', 'patient'],
] as const

/**
 * Gives a code to each person whom a story tells of by name, as in `suspect: "Ganbold Bat"`, or inside another field, as in
 * `witness: { name }` or `interview: { subject: "Ganbold Bat" }`: the place where the story names them. Under a code of
 * their own their data can be erased without anybody else's; a code is never a name.
 */
export const withPersonsCoded = (reference: string, data: Details): Details =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      nobody.has(field)
        ? value
        : coded(isName(value) && personWords.has(field) ? { name: value } : value, `${reference}.${field}`),
    ]),
  )

const personWords: ReadonlySet<string> = new Set([...subjectWords, 'witness'])

/** What may have a name and is no person: what counts, what is to be done, and where. */
const nobody: ReadonlySet<string> = new Set([
  ...['fact', 'tasks', 'rule'],
  ...['area', 'location', 'position', 'place', 'point', 'coordinates'],
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
