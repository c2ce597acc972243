import { casualtyDetails } from './casualties.ts'
import type { Change } from './change.ts'
import { placeDetails } from './place-details.ts'

/**
 * The numbers that a report of no agreed type carries, as facts about what it is called after: `stranded` of a
 * `SituationReported`, and of the `SituationCorrected` that puts it right, is a fact about the situation. Where and how
 * many people have words of their own, and words are left to the timeline.
 */
export const filedFigures = ({ reportType, ...told }: Filed): readonly Change[] => {
  const about = calledAfter(reportType)
  return Object.entries(told)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && !agreedOn.has(entry[0]))
    .slice(0, MOST_FIGURES)
    .map(([name, value]) => ({ change: 'fact', about, name, value, unit: unitIn(name) }))
}

type Filed = Readonly<Record<string, unknown>> & { readonly reportType: string }

/** So many numbers of one report are stated at most. */
const MOST_FIGURES = 50

const agreedOn: ReadonlySet<string> = new Set([...Object.keys(casualtyDetails), ...Object.keys(placeDetails)])

/** The subject of a report's type, in words: `RoadStatusReported` is about the `road`. */
const calledAfter = (reportType: string): string =>
  reportType
    .replace(/(?<=.)(Status|Situation)?(Reported|Corrected|Updated|Recorded|Assessed)$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase()

/** Units stand last in a name: `areaKm2` is in square kilometres. */
const unitIn = (name: string): string | undefined => {
  const suffix = /(?<=[a-z])(Ha|Km2|Km|Kg|Pct|Mps)$/.exec(name)?.[1]
  return suffix === undefined ? undefined : units[suffix]
}

const units: Readonly<Record<string, string>> = {
  Ha: 'ha',
  Km2: 'km2',
  Km: 'km',
  Kg: 'kg',
  Pct: '%',
  Mps: 'm/s',
}
