import type { Details } from '../../report-line.ts'

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

/**
 * `flooded: "80 ha"` and `contained: "25%"` say how much and of what, as `{ value: 80, unit: 'ha' }` does. A comma before three
 * digits stands between thousands.
 */
export const withUnitsApart = (details: Details, isOurs: (field: string) => boolean): Details =>
  Object.fromEntries(
    Object.entries(details).map(([field, told]) => {
      const measured = typeof told === 'string' ? measuredInWords(told) : undefined
      const suffix = suffixes.get(measured?.unit ?? '')
      const isFree = !isOurs(field) || (suffix !== undefined && isOurs(`${field}${suffix}`))
      return [field, measured && isFree ? measured : told]
    }),
  )

const measuredInWords = (told: string): { readonly value: number; readonly unit: string } | undefined => {
  const { amount = '', unit = '' } = amountAndUnit.exec(told.trim())?.groups ?? {}
  const value = Number(amount.replaceAll(/[,\s](?=\d{3}(?:\D|$))/g, '').replace(',', '.'))
  return amount === '' || Number.isNaN(value) ? undefined : { value, unit: spelt.get(unit) ?? unit }
}

const spelt: ReadonlyMap<string, string> = new Map([
  ...(['hectare', 'hectares', 'har'].map((unit) => [unit, 'ha']) as [string, string][]),
  ...(['percent', 'pct'].map((unit) => [unit, '%']) as [string, string][]),
  ...(['metres', 'meters'].map((unit) => [unit, 'm']) as [string, string][]),
  ...(['sqkm', 'km²'].map((unit) => [unit, 'km2']) as [string, string][]),
])

const written = [
  ...['ha', 'har', 'hectares?', 'km2', 'km²', 'sqkm', 'm2', 'm²', '%', 'percent', 'pct'],
  ...['mm', 'cm', 'm', 'km', 'metres', 'meters', 'kg', 't', 'l', 'm3', 'm³', 'm3/s', 'm/s', 'km/h'],
  ...['°C', 'mSv/h', 'uSv/h', 'µSv/h', 'kW', 'MW', 'ppm'],
].join('|')

const amountAndUnit = new RegExp(
  `^(?:(?:about|approx\\.?|ca\\.?|some)\\s+|[~≈])?(?<amount>\\d{1,12}(?:[,\\s]\\d{3})*(?:[.,]\\d{1,6})?)\\s?(?<unit>${written})$`,
)

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
