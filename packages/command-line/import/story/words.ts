import type { Details } from '../report-line.ts'
import { withCountsSpread } from './counts.ts'
import { everywhere, fieldsOf, type OurField } from './fields.ts'
import { withMoneySpelt } from './money.ts'
import { withCodesLifted } from './persons.ts'
import { withPointSpread } from './points.ts'
import { withUnitsNamed, withUnitsSpelt } from './units.ts'
import { withCamelCase } from './values.ts'

/*
 * What is one thing here and goes by another name elsewhere. Only names are changed, never what is said: a field that
 * Concord has a word for already is left alone, and what nobody here knows is kept as it came.
 */

/**
 * Details with their fields under the names that an event of that type has here, and codes in letters. What is null is not
 * told.
 */
export const inOurFields = (type: string, details: Details): Details => {
  const names = new Map(Object.entries({ ...everywhere, ...fieldsOf(type) }))
  const ours = new Set([...names.values()].map(({ field }) => field))
  const named = withUnitsNamed(
    withUnitsSpelt(withCodesLifted(withCamelCase(details)), (field) => names.has(field) || ours.has(field)),
  )
  const spelt = withMoneySpelt(type, withCountsSpread(withPointSpread(named)))
  const told = Object.entries(spelt).filter(([, value]) => value !== null)
  const given = new Set(
    told.flatMap(([field, value]) => (ours.has(field) && fits(names.get(field), value) ? [field] : [])),
  )
  const renamed = told.map(([theirs, value]) => {
    const name = names.get(theirs)
    const isFree = theirs === name?.field || !given.has(name?.field ?? '')
    const meant = name && isFree ? name.as(value) : undefined
    if (name === undefined || meant === undefined) {
      return [(theirs === name?.field && name.otherwise) || theirs, value] as const
    }
    given.add(name.field)
    return [name.field, meant] as const
  })
  return Object.fromEntries(renamed)
}

/** Whether a value may stand where it stands; where it may not, another word for the same may say it. */
const fits = (name: OurField | undefined, value: unknown): boolean =>
  name === undefined || name.as(value) !== undefined
