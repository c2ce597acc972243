import type { Details } from '../../report-line.ts'
import { type Named, namedBy, withNamesInFull } from './abbreviations.ts'
import { withCountsSpread } from './counts.ts'
import { everywhere, fieldsOf, type OurField, type OurFields } from './fields.ts'
import { withMoneySpelt } from './money.ts'
import { withCodesLifted } from './persons.ts'
import { withPointSpread } from './points.ts'
import { withTablesSpread } from './tables.ts'
import { withUnitsApart, withUnitsNamed, withUnitsSpelt } from './units.ts'
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
  const { names, ours, named: fields } = namesOf(fieldsOf(type, details))
  const { isOurs } = fields
  const inFull = withNamesInFull(withCamelCase(details), fields)
  const isKnown = (field: string, value: unknown) =>
    !isTable(value) && (names.has(field) ? fits(names.get(field), value) : ours.has(field))
  const beside = withTablesSpread(withCodesLifted(inFull), { type, isKnown, named: fields })
  const apart = withUnitsApart(withCodesLifted(beside), isOurs)
  const named = withUnitsNamed(withUnitsSpelt(apart, isOurs))
  const spelt = withMoneySpelt(type, withCountsSpread(withPointSpread(named)))
  const told = Object.entries(spelt).filter(([, value]) => value !== null)
  const given = new Set(
    told.flatMap(([field, value]) =>
      (names.get(field)?.field ?? field) === field && ours.has(field) && fits(names.get(field), value)
        ? [field]
        : [],
    ),
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

interface Names {
  readonly names: ReadonlyMap<string, OurField>
  readonly ours: ReadonlySet<string>
  readonly named: Named
}

/** What fields an event has, put together once for each type. */
const namesOf = (ofType: OurFields): Names => {
  const before = put.get(ofType)
  if (before !== undefined) return before
  const names = new Map(Object.entries({ ...everywhere, ...ofType }))
  const ours = new Set([...names.values()].map(({ field }) => field))
  const theirs = [...names].map(([name, { field }]) => [name, field] as const)
  const all = new Map([...[...ours].map((field) => [field, field] as const), ...theirs])
  const together = { names, ours, named: namedBy(all) }
  put.set(ofType, together)
  return together
}

const put = new WeakMap<OurFields, Names>()

const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value may stand where it stands; where it may not, another word for the same may say it. */
const fits = (name: OurField | undefined, value: unknown): boolean =>
  name === undefined || name.as(value) !== undefined
