import type { z } from 'zod'
import type { FieldError } from '../problem.ts'

/** At most this many wrong fields are named at once. */
export const MOST_ERRORS = 20

/** What does not fit a schema, by field; `within` is where the value stands in the body. */
export const fieldErrors = (
  { issues }: z.core.$ZodError,
  within: readonly string[] = [],
): readonly FieldError[] => issues.flatMap((issue) => errorsOf(issue, within)).slice(0, MOST_ERRORS)

const errorsOf = (issue: z.core.$ZodIssue, within: readonly string[]): readonly FieldError[] => {
  const path = [...within, ...issue.path]
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(path), detail: issue.message }]
  return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), detail: adviceOn(key, path) }))
}

/** Where an unknown field belongs: details of the event belong into `data`, and fields of stories have other names here. */
const adviceOn = (key: string, path: readonly PropertyKey[]): string => {
  if (path.length > 0) return 'is not a known field'
  const ours = ofStories.get(key)
  return ours === undefined
    ? 'is not a field of a command; the details of the event belong into `data`'
    : `is called \`${ours}\` here; lines of a story are for \`concord import story\``
}

const ofStories: ReadonlyMap<string, string> = new Map([
  ['id', 'reference'],
  ['handling', 'marking'],
])

const pointerTo = (path: readonly PropertyKey[]): string => ['#', ...path.map(escaped)].join('/')

const escaped = (step: PropertyKey): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1')
