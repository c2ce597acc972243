import { calledAfter } from './called-after.ts'
import { casualtyDetails } from './casualties.ts'
import type { Change } from './change.ts'
import { furtherFigures } from './further-figures.ts'
import { thingNamed } from './thing-named.ts'

/**
 * The numbers that a report of no agreed type carries, as facts about the thing that it names, or else about what it is
 * called after: `stranded` of a `SituationReported`, and of the `SituationCorrected` that puts it right, is a fact about the
 * situation. Where and how many people have words of their own.
 */
export const filedFigures = ({ reportType, ...told }: Filed): readonly Change[] => {
  const about = calledAfter(reportType)
  return furtherFigures(thingNamed(told, about) ?? about, told, Object.keys(casualtyDetails))
}

type Filed = Readonly<Record<string, unknown>> & { readonly reportType: string }
