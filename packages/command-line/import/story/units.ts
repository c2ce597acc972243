import type { Details } from '../report-line.ts'

/**
 * `{ lane: 3, doseRate: 14.2, unit: 'uSv/h' }` says by its order what is measured in that unit. Kept apart from here on, it says
 * so by name. What is called `unit` is a unit of people as well: those are not written as a rate, a share or in degrees.
 */
export const withUnitsNamed = (details: Details): Details => {
  if (typeof details.unit !== 'string' || !isMeasured.test(details.unit)) return details
  const names = Object.keys(details)
  const measured = names[names.indexOf('unit') - 1]
  if (measured === undefined || typeof details[measured] !== 'number' || measured === 'value') return details
  return Object.fromEntries(
    Object.entries(details).map(([name, told]) => [name === 'unit' ? `${measured}Unit` : name, told]),
  )
}

/**
 * `{ area: { value: 4.5, unit: 'km2' } }` says the same as `areaKm2: 4.5`, and so do `area: 4.5` beside `areaUnit` or, after it,
 * `unit`: it is written so where that is a field of ours, and of an area always, because an `area` by itself is a code here.
 */
export const withUnitsSpelt = (details: Details, isOurs: (field: string) => boolean): Details => {
  const spelt = Object.entries(details).map(([field, told]) => {
    const { value, unit, beside } = measuredIn(field, told, details)
    const name = `${field}${suffixes.get(unit ?? '') ?? ''}`
    const isNamed = field === 'area' || isOurs(name)
    const isSpelt = value !== undefined && name !== field && isNamed && !(name in details)
    return isSpelt ? { field: name, told: value, beside } : { field, told }
  })
  const units = new Set(spelt.map(({ beside }) => beside))
  return Object.fromEntries(
    spelt.flatMap(({ field, told }) => (units.has(field) ? [] : [[field, told] as const])),
  )
}

interface Measured {
  readonly value?: number
  readonly unit?: string
  /** The field that says the unit, where that is one of its own. */
  readonly beside?: string
}

const measuredIn = (field: string, told: unknown, details: Details): Measured => {
  if (typeof told === 'object' && told !== null) {
    const { value, unit, ...rest } = told as Details
    const isAlone = Object.keys(rest).length === 0
    return typeof value === 'number' && typeof unit === 'string' && isAlone ? { value, unit } : {}
  }
  const names = Object.keys(details)
  const beside = `${field}Unit` in details ? `${field}Unit` : 'unit'
  const isOfIt = beside !== 'unit' || names[names.indexOf('unit') - 1] === field
  const unit = details[beside]
  return typeof told === 'number' && typeof unit === 'string' && isOfIt ? { value: told, unit, beside } : {}
}

/** How a unit is written at the end of a name. */
const suffixes: ReadonlyMap<string, string> = new Map([
  ...(['ha', 'har', 'hectares'].map((unit) => [unit, 'Ha']) as [string, string][]),
  ...(['km2', 'km²', 'sqkm'].map((unit) => [unit, 'Km2']) as [string, string][]),
  ...(['m2', 'm²'].map((unit) => [unit, 'M2']) as [string, string][]),
  ...(['%', 'percent', 'pct'].map((unit) => [unit, 'Pct']) as [string, string][]),
])

const isMeasured = /^[^\s/]+\/[^\s/]+$|[%°²³]/
