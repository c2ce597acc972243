import type { Change } from './change.ts'
import type { Declared } from './declared.ts'
import type { FactValue } from './quantity.ts'

/**
 * States what an event carries as facts about one thing: `factsAbout('fire', data, { areaHa: 'ha', containedPct: '%' })`
 * gives a fact, with its unit, for each of the named fields that the event has; a unit is empty where there is none.
 * A field that the type of what is stated does not declare does not compile: a fact must not be lost by a new name.
 */
export const factsAbout = <Stated extends object, Units extends object>(
  about: string,
  stated: Stated,
  units: { readonly [Field in keyof Units]: Field extends keyof Declared<Stated> ? string : UndeclaredField },
): readonly Change[] =>
  Object.entries(units as object as Readonly<Record<string, string>>).flatMap(([name, unit]) => {
    const value = (stated as Readonly<Record<string, unknown>>)[name]
    return isFactValue(value)
      ? [{ change: 'fact' as const, about, name, value, unit: unit || undefined }]
      : []
  })

/** What the compiler says of a field that nobody declared; nothing is of this type. */
interface UndeclaredField {
  readonly isDeclared: never
}

const isFactValue = (value: unknown): value is FactValue =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'))
