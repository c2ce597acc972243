/** How a value is written here; undefined where it is none that may stand under that name. */
export type Writing = (value: unknown) => unknown

/** Anything. */
export const asItIs: Writing = (value) => value

/** A code is a word, even one that is written in digits alone. */
export const inLetters: Writing = (value) =>
  Array.isArray(value) ? value.map(inLetters) : typeof value === 'number' ? String(value) : value

/** Agencies are named in lower-case letters and digits: `Liaison-RO` is `liaisonro`. */
export const inLettersAndDigits = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** The name of one agency; what can't be one is none. */
export const asAgency: Writing = (value) => {
  const name = typeof value === 'string' ? inLettersAndDigits(value) : ''
  return /^[a-z][a-z0-9]{1,31}$/.test(name) ? name : undefined
}

/** Names of agencies, one or several, as a list. */
export const asAgencies: Writing = (value) =>
  [value].flat().map((one) => (typeof one === 'string' ? inLettersAndDigits(one) : one))

/** One or several, as a list. */
export const asList: Writing = (value) => (Array.isArray(value) ? value : [value])

/** Codes of persons, one or several, as a list. */
export const asCodes: Writing = (value) => {
  const codes = [value].flat()
  return codes.every((one) => onlyCode(one) !== undefined) ? codes.map(onlyCode) : undefined
}

/** A code has no spaces; what has some is a name, or prose. */
export const onlyCode: Writing = (value) =>
  typeof value === 'string' && /^\S+$/.test(value) ? value : undefined

/** The fields under which somebody's or something's code is told in a table about them. */
export const codeFields = ['subject', 'code', 'id', 'ref', 'identifier', 'number'] as const

/** One at a time; several are several lines. */
const onlyOne: Writing = (value) =>
  Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value

/** How many are not who. */
export const onlyNumber: Writing = (value) => (typeof value === 'number' ? value : undefined)

/** A text, be it empty. */
export const onlyWord: Writing = (value) => (typeof value === 'string' ? value : undefined)

/** Several sentences as one. */
export const inOneLine: Writing = (value) => (Array.isArray(value) ? value.join('; ') : onlyWord(value))

/** Words in lower case, with a hyphen between them: `On_Scene` is `on-scene`. What is no text stays as it is. */
export const hyphened: Writing = (value) =>
  typeof value === 'string' ? value.toLowerCase().replaceAll(/[\s_]+/g, '-') : value

/** A date with a time of day and an offset (RFC 3339): a naive time is none. */
export const aMoment: Writing = (value) =>
  typeof value === 'string' && /T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : undefined

/** CAP 1.2 refers to messages as `sender,identifier,sent`, several apart by spaces; some write the identifier alone. */
export const lastIdentifier: Writing = (value) => {
  const last = [value].flat().at(-1)
  if (typeof last !== 'string') return undefined
  const message = last.trim().split(/\s+/).at(-1)!
  return message.split(',')[message.includes(',') ? 1 : 0]
}

/** Names of fields as ours are written: `recorded_at` is `recordedAt`. */
export const withCamelCase = (
  details: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [inCamelCase(name), value]))

const inCamelCase = (name: string): string =>
  isSnakeCase.test(name) ? name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name

const isSnakeCase = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/

/** The path of one field; what it begins with is named as the field is. */
export const onlyPath: Writing = (value) => {
  const path = onlyOne(value)
  if (typeof path !== 'string') return path
  const [first, ...within] = path.split('.')
  return [inCamelCase(first!), ...within].join('.')
}
