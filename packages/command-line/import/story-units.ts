import type { Details } from './report-line.ts'

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

const isMeasured = /^[^\s/]+\/[^\s/]+$|[%°²³]/
