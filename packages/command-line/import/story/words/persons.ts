import type { Details } from '../../report-line.ts'
import { pointWords } from './points.ts'
import { asCodes, codeFields, onlyCode } from './values.ts'

/** What a story calls the person whom an event is about, where it does not say `subject`. */
export const subjectWords = [
  ...['person', 'prisoner', 'inmate', 'detainee', 'offender', 'suspect', 'fugitive', 'escapee', 'patient'],
  ...['poi', 'individual', 'wanted', 'runaway', 'absconder'],
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
      coded(field, namedIn(field, value), `${reference}.${field}`),
    ]),
  )

/**
 * `persons: [{ code: "P-1" }, { code: "P-2" }]` says no more than the two codes, and is them; where more is said of each, the
 * codes are told besides.
 */
export const withCodesLifted = (data: Details): Details => {
  const lifted = Object.entries(data).map(([field, told]) => {
    if (singular.has(field) && Array.isArray(told) && asCodes(told) !== undefined) return { subjects: told }
    const codes = personTables.has(field) ? codesWithin([told].flat()) : undefined
    if (codes === undefined) return { [field]: told }
    const isAll = [told].flat().every((one) => Object.keys(one as Details).length === 1)
    return isAll ? { subjects: codes } : { [field]: withSubjects([told].flat()), subjects: codes }
  })
  const named = lifted.filter((one) => 'subjects' in one)
  return named.length === 1 && !('subject' in data) && !('subjects' in data)
    ? Object.assign({}, ...lifted)
    : data
}

/** Of several, `poi: ["P-1", "P-2"]` says as much as `pois` does. */
const singular: ReadonlySet<string> = new Set(subjectWords)

/** Whose code it is that is told of each: what stands beside it is theirs. */
const withSubjects = (told: readonly unknown[]): readonly unknown[] =>
  told.map((one) => {
    const details = one as Details
    const field = codeFields.find((name) => onlyCode(details[name]) !== undefined)!
    const { [field]: subject, ...rest } = details
    return { subject, ...rest }
  })

const personTables: ReadonlySet<string> = new Set(
  ['subject', ...subjectWords].flatMap((word) => [word, `${word}s`]),
)

const codesWithin = (told: readonly unknown[]): readonly string[] | undefined => {
  const codes = told.map((one) =>
    typeof one === 'object' && one !== null
      ? codeFields.map((field) => (one as Details)[field]).find((code) => onlyCode(code) !== undefined)
      : undefined,
  )
  return codes.length > 0 && codes.every((code) => typeof code === 'string') ? codes : undefined
}

const namedIn = (field: string, value: unknown): unknown => {
  if (isName(value) && personWords.has(field)) return { name: value }
  if (!Array.isArray(value) || !(personWords.has(field) || severalWords.has(field))) return value
  return value.map((one) => (isName(one) || (field === 'names' && isWord(one)) ? { name: one } : one))
}

const personWords: ReadonlySet<string> = new Set([...subjectWords, 'witness'])

/** Under `names` everything is one, a single word too. */
const severalWords: ReadonlySet<string> = new Set([
  ...[...subjectWords.map((word) => `${word}s`), 'subjects', 'people', 'names', 'witnesses', 'victims'],
  ...['hostages', 'captives', 'survivors', 'passengers', 'missing'],
])

const isWord = (value: unknown): boolean => typeof value === 'string'

/** Whether what a field holds is told of somebody, who may be erased where it stands. */
export const isOfSomebody = (field: string, told: unknown): boolean =>
  typeof told !== 'number' &&
  (tellOfSomebody.has(field) || personWords.has(field) || severalWords.has(field) || field === 'subject')

const tellOfSomebody: ReadonlySet<string> = new Set([
  ...['interview', 'owner', 'driver', 'reporter', 'caller', 'informant', 'contact', 'officer', 'doctor'],
  ...['name', 'firstName', 'lastName', 'phone', 'address', 'born', 'dateOfBirth', 'passport'],
])

/** What may have a name and is no person; whoever is told of within is one all the same. */
const things: ReadonlySet<string> = new Set([
  ...[...pointWords, 'area', 'region', 'province', 'district', 'soum', 'village', 'town', 'city', 'country'],
  ...['road', 'river', 'mountain', 'pass', 'bridge', 'gate', 'crossing', 'checkpoint', 'post', 'segment'],
  ...['facility', 'building', 'prison', 'hospital', 'school', 'hotel', 'station', 'shelter', 'camp', 'base'],
  ...[
    'agency',
    'organisation',
    'organization',
    'company',
    'office',
    'court',
    'department',
    'partner',
    'source',
  ],
  ...['unit', 'team', 'platoon', 'brigade', 'resource', 'vehicle', 'car', 'truck', 'bus', 'train'],
  ...['boat', 'ship', 'vessel', 'aircraft', 'helicopter', 'drone', 'uav', 'equipment', 'weapon', 'device'],
  ...[
    'animal',
    'herd',
    'livestock',
    'disease',
    'substance',
    'product',
    'item',
    'evidence',
    'document',
    'file',
  ],
  ...[
    'incident',
    'operation',
    'exercise',
    'event',
    'plan',
    'order',
    'playbook',
    'step',
    'measure',
    'training',
  ],
  ...[
    'fact',
    'task',
    'rule',
    'system',
    'sensor',
    'satellite',
    'network',
    'account',
    'storm',
    'fire',
    'flood',
  ],
])

const isThing = (field: string): boolean => {
  const word = /[A-Z]?[a-z]+$/.exec(field)?.[0].toLowerCase() ?? field.toLowerCase()
  return [word, word.replace(/s$/, ''), word.replace(/ies$/, 'y')].some((one) => things.has(one))
}

const coded = (field: string, value: unknown, code: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => coded(field, item, `${code}.${index}`))
  if (typeof value !== 'object' || value === null) return value
  const within = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, coded(name, inner, `${code}.${name}`)]),
  )
  return isThing(field) ? within : underCode(within, code)
}

const underCode = ({ subject, name, ...rest }: Details, code: string): Details => {
  if (subject === undefined && typeof name === 'string') return { subject: code, name, ...rest }
  if (isName(subject) && name === undefined) return { subject: code, name: subject, ...rest }
  return { ...(subject === undefined ? {} : { subject }), ...(name === undefined ? {} : { name }), ...rest }
}

/** Codes are one word; names of people are several. */
const isName = (value: unknown): boolean => typeof value === 'string' && /\S\s+\S/.test(value)
