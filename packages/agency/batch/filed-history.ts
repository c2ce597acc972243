import { personalPaths } from '@concord/event-log'
import { ReportFiled } from '@concord/incident'
import type { EventDefinition } from '@concord/kernel'
import { fieldErrors } from '../commands/field-errors.ts'
import { faultOf } from '../commands/plain-json.ts'
import type { FieldError } from '../problem.ts'

/** What the `data` of a line holds, before any schema has seen it. */
type Details = Readonly<Record<string, unknown>>

/** Why details do not fit their type, by field; empty where they fit, or are nothing that could be kept otherwise. */
export const misfitsOf = (definition: EventDefinition, details: unknown = {}): readonly FieldError[] => {
  if (!areDetails(details) || faultOf(details)) return []
  const parsed = (definition.request ?? definition.data).safeParse(details)
  return parsed.success ? [] : fieldErrors(parsed.error, ['data'])
}

/**
 * The data of a report that keeps these details under the name of their own type. A field that every report has, and in
 * which these say something that does not fit it, is kept under another name: `severity` as `severityTold`.
 */
export const filedUnder = (reportType: string, details: unknown): Details => {
  const filed = { ...(details as object | undefined), reportType }
  const misfits = new Set(misfitsOf(ReportFiled, filed).map(({ pointer }) => pointer.split('/')[2]))
  return Object.fromEntries(
    Object.entries(filed).map(([name, value]) => [misfits.has(name) ? `${name}Told` : name, value]),
  )
}

/**
 * Details in which the fields that their own type keeps sealed have been moved into `personal`, which is sealed in
 * every type. Where their type has such fields, `personal` is there even when it is empty, because an event that has it
 * keeps its summary sealed too. Lists of persons stay where they are: every type seals what is personal in them.
 */
export const keptSealed = ({ data }: EventDefinition, details: unknown): unknown => {
  const paths = personalPaths(data)
  if (paths.length === 0 || !areDetails(details)) return details
  const isSealed = ([name, value]: readonly [string, unknown]): boolean =>
    paths.some(([first, ...further]) => first === name && (further.length === 0 || !holdsPersons(value)))
  const fields = Object.entries(details)
  return {
    ...Object.fromEntries(fields.filter((field) => !isSealed(field))),
    personal: Object.fromEntries(fields.filter(isSealed)),
  }
}

const holdsPersons = (value: unknown): boolean => [value].flat().every(areDetails)

const areDetails = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
