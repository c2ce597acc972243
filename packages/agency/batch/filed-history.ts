import { personalPaths } from '@concord/event-log'
import { ReportFiled } from '@concord/incident'
import type { EventDefinition } from '@concord/kernel'
import { fieldErrors } from '../commands/field-errors.ts'
import { faultOf } from '../commands/plain-json.ts'
import type { FieldError } from '../problem.ts'

type Told = Readonly<Record<string, unknown>>

/** Why details do not fit their type, by field; empty where they fit, or are nothing that could be kept otherwise. */
export const misfitsOf = (definition: EventDefinition, told: unknown = {}): readonly FieldError[] => {
  if (!isTold(told) || faultOf(told)) return []
  const parsed = (definition.request ?? definition.data).safeParse(told)
  return parsed.success ? [] : fieldErrors(parsed.error, ['data'])
}

/**
 * What a report says that keeps these details under the name of a type. What every report may say, and these say in a
 * way that does not fit, is kept as `severityTold` and so on.
 */
export const filedUnder = (reportType: string, told: unknown): Told => {
  const details = { ...(told as object | undefined), reportType }
  const misfits = new Set(misfitsOf(ReportFiled, details).map(({ pointer }) => pointer.split('/')[2]))
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [misfits.has(name) ? `${name}Told` : name, value]),
  )
}

/**
 * Details without what their own type keeps sealed: that goes into `personal`, which is sealed in every type. Where
 * their type has such fields it is there also when it is empty, because with it the summary is sealed. Persons stay,
 * and are known as such.
 */
export const keptSealed = ({ data }: EventDefinition, told: unknown): unknown => {
  const paths = personalPaths(data)
  if (paths.length === 0 || !isTold(told)) return told
  const isSealed = ([name, value]: readonly [string, unknown]): boolean =>
    paths.some(([first, ...further]) => first === name && (further.length === 0 || !holdsPersons(value)))
  const fields = Object.entries(told)
  return {
    ...Object.fromEntries(fields.filter((field) => !isSealed(field))),
    personal: Object.fromEntries(fields.filter(isSealed)),
  }
}

const holdsPersons = (value: unknown): boolean => [value].flat().every(isTold)

const isTold = (value: unknown): value is Told =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
