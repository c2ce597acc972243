import type { Change } from './change.ts'
import { placeFields } from './place-details.ts'

/** So many further numbers of one report are stated at most. */
const MOST_FIGURES = 50

/**
 * The numbers that a report carries without anybody having agreed on them, as facts about what it is about, under the names
 * they came with: `boatsOut` of a flood's report is a fact about the flood. `agreedOn` are the fields that have a meaning of
 * their own; those that say where always have. Words are left to the timeline.
 */
export const furtherFigures = (
  about: string,
  told: Readonly<Record<string, unknown>>,
  agreedOn: readonly string[] = [],
): readonly Change[] =>
  Object.entries(told)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .filter(([name]) => !placeFields.has(name) && !agreedOn.includes(name))
    .slice(0, MOST_FIGURES)
    .map(([name, value]) => ({ change: 'fact', about, name, value, unit: unitIn(name) }))

/** Units stand last in a name: `areaKm2` is in square kilometres. */
const unitIn = (name: string): string | undefined => {
  const suffix = /(?<=[a-z])(Ha|Km2|Km|Cm|Kg|Pct|Mps)$/.exec(name)?.[1]
  return suffix === undefined ? undefined : units[suffix]
}

const units: Readonly<Record<string, string>> = {
  Ha: 'ha',
  Km2: 'km2',
  Km: 'km',
  Cm: 'cm',
  Kg: 'kg',
  Pct: '%',
  Mps: 'm/s',
}
