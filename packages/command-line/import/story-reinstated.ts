import { asReport } from './report-line.ts'
import type { Told } from './story-incidents.ts'
import { namedIn } from './story-releases.ts'
import type { ToldBefore } from './told-before.ts'

interface Line extends Told {
  readonly agency: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
}

/**
 * A line such as `ReportReinstated` takes back the retraction by which a record is gone, whichever of the two it names;
 * undefined for every other line. Where no such retraction is known it gives nothing back, and takes nothing away either:
 * it is filed as a report that keeps the name as its `target`.
 */
export const reinstated = <Said extends Line>(line: Said, before: ToldBefore): Said | undefined => {
  if (!givesBack.test(line.type)) return undefined
  const [named] = namedIn(line)
  if (named === undefined) return undefined
  const retracts = before.retractionMeant(line.agency, named)
  const said = { ...line, corrects: undefined, retracts }
  return retracts === undefined
    ? asReport({ ...said, data: { target: named, ...line.data } })
    : { ...said, type: 'ReportRetracted' }
}

const givesBack = /^(?:Report|Record|Statement|Sighting|Observation)(?:Reinstated|Restored)$/
