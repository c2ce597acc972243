import type { Details } from '../report-line.ts'
import { latestLines } from './told-before.ts'
import { type Meant, meanings } from './type-words.ts'
import { inOurFields } from './words.ts'

/** Whether an agency may record a type; whoever does not know says yes. */
export type Records = (agency: string, type: string) => boolean

/** A line of a story under the type that it has there. */
interface Typed {
  readonly id: string
  readonly agency: string
  readonly type: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
  readonly data: Details
}

/** What a line is called here, and what it says under our names of the fields. */
export interface InOurWords {
  readonly type: string
  readonly data: Details
}

/**
 * Puts one line after the other in our words. A correction whose own name its agency does not have, such as a
 * `CheckpointStatusCorrected`, says anew what it corrects, and so is of that type: filed as a report it would take away
 * what was said and put nothing in its place.
 */
export const inOurTypes = (records: Records = () => true): ((line: Typed) => InOurWords) => {
  const typeOfLine = latestLines<string>()
  const typeOfOthers = latestLines<string>()
  return (line) => {
    const { id, agency, type, corrects } = line
    const meant = meantBy(line, records)
    const corrected =
      corrects && !meant && !records(agency, type)
        ? (typeOfLine.get(`${agency} ${corrects}`) ?? typeOfOthers.get(corrects))
        : undefined
    const named = corrected ?? type
    const told = meant ?? { type: named, data: inOurFields(named, line.data) }
    typeOfLine.set(`${agency} ${id}`, told.type)
    typeOfOthers.set(id, told.type)
    return told
  }
}

/** What a name of somebody else's means here: the likeliest that the agency has and that the line says enough for. */
const meantBy = (line: Typed, records: Records): InOurWords | undefined => {
  for (const meant of meanings(line.type)) {
    if (!records(line.agency, meant.type)) continue
    const data = { ...meant.says, ...inOurFields(meant.type, line.data) }
    if (saysEnough({ corrects: line.corrects, retracts: line.retracts, ...data }, meant)) {
      return { type: meant.type, data }
    }
  }
  return undefined
}

const saysEnough = (said: Details, { needs }: Meant): boolean =>
  needs.every((one) => [one].flat().some((field) => (said[field] ?? undefined) !== undefined))
