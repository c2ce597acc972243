import type { Details } from '../../report-line.ts'

/**
 * What a line is about: whom, where and which thing. Codes only: a name is a personal detail of the record that tells it, and
 * is repeated in no other.
 */
export const aboutIn = (data: Details): Details =>
  Object.fromEntries(Object.entries(data).filter(([field, value]) => isAbout.has(field) && isOfCodes(value)))

/**
 * The details of a correction with what it is about, where it leaves that out because the line that it corrects has said so:
 * "last seen at 11:45" is about whoever the report was about. Who says anew whom or where means those alone.
 */
export const withAboutRepeated = (data: Details, about: Details): Details => ({
  ...Object.fromEntries(
    Object.entries(about).filter(([field]) => !alike(field).some((one) => data[one] !== undefined)),
  ),
  ...data,
})

const whom: readonly string[] = ['subject', 'subjects']
const where: readonly string[] = [
  ...['lat', 'lon', 'soum', 'soums', 'aimag', 'aimags', 'area', 'areas', 'district', 'districts'],
  ...['province', 'provinces', 'region', 'regions', 'municipality', 'municipalities', 'county', 'counties'],
]

/** The fields that say the same in another way. */
const alike = (field: string): readonly string[] =>
  [whom, where].find((fields) => fields.includes(field)) ?? [field]

const isAbout: ReadonlySet<string> = new Set([
  ...whom,
  ...where,
  ...[
    'checkpoint',
    'status',
    'exceptions',
    'unit',
    'personnel',
    'request',
    'task',
    'measure',
    'kind',
    'disease',
  ],
  ...['road', 'vehicle', 'vessel'],
])

const isOfCodes = (value: unknown): boolean =>
  [value]
    .flat()
    .every((one) => typeof one === 'number' || (typeof one === 'string' && /^\S{1,64}$/.test(one)))
