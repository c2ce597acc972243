import type { Change } from './change.ts'
import type { FactValue } from './quantity.ts'

/** The units of the facts that are more than plain numbers or words. */
type Units = Readonly<Record<string, string>>

/**
 * States what an event carries as facts about one thing: `factsAbout('fire', data, { areaHa: 'ha', containedPct: '%' })`
 * gives a fact for each of the named fields that the event has.
 */
export const factsAbout = (
  about: string,
  stated: Readonly<Record<string, unknown>>,
  units: Units,
): readonly Change[] =>
  Object.entries(units).flatMap(([name, unit]) => {
    const value = stated[name]
    return isFactValue(value)
      ? [{ change: 'fact' as const, about, name, value, unit: unit || undefined }]
      : []
  })

const isFactValue = (value: unknown): value is FactValue =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'))
