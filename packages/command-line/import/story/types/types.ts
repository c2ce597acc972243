import { LRUCache } from 'lru-cache'
import type { Details } from '../../report-line.ts'
import { aboutIn, withAboutRepeated } from '../earlier/left-out.ts'
import { latestLines } from '../earlier/told-before.ts'
import { inOurFields } from '../words/words.ts'
import { guarded, meantByShape, plainly } from './shapes.ts'
import { namesFor } from './type-names.ts'
import { type Meant, meanings } from './type-words.ts'

/** Whether an agency may record a type; whoever does not know says yes. */
export type Records = (agency: string, type: string) => boolean

/** A line of a story under the type that it has there. */
interface Typed {
  readonly id: string
  readonly agency: string
  readonly type: string
  /** As the sender wrote it, where that is another way than ours. */
  readonly typeTold?: string | undefined
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
  readonly handling?: object | undefined
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
 * what was said and put nothing in its place. So would one that leaves out what it is about, which is what the corrected
 * line is about. `agencies` are all who may record.
 */
export const inOurTypes = (
  records: Records = () => true,
  agencies: readonly string[] = [],
): ((line: Typed) => InOurWords) => {
  const ofLine = latestLines<Remembered>()
  const typeOfOthers = latestLines<string>()
  const ours = known(records, agencies)
  return (line) => {
    const { id, agency, type, corrects } = line
    const before = corrects ? ofLine.get(`${agency} ${corrects}`) : undefined
    const meant = meantBy(line, ours)
    const corrected =
      corrects && !meant && !records(agency, type) ? (before?.type ?? typeOfOthers.get(corrects)) : undefined
    const named = corrected ?? type
    const said = meant ?? { type: named, data: inOurFields(named, line.data) }
    const isAgain = before !== undefined && isPutRight(said.type, line, before)
    const data = isAgain ? withAboutRepeated(said.data, before.data) : said.data
    const about = { type: said.type, data: aboutIn(data), marking: markingOf(line) }
    ofLine.set(`${agency} ${id}`, about)
    // Whoever puts the same line right again may name it too.
    if (isAgain) ofLine.set(`${agency} ${corrects}`, about)
    typeOfOthers.set(id, said.type)
    return { type: said.type, data }
  }
}

/** A line as much of it as its corrections may leave out, and for whom it is. */
interface Remembered extends InOurWords {
  readonly marking: string
}

/**
 * Whether a line puts another one right, and does not take it back or say how much it is worth. Those who may see one of the two
 * alone are told nothing of the other.
 */
const isPutRight = (type: string, line: Typed, before: Remembered): boolean =>
  (type === before.type || type.endsWith('Corrected')) && markingOf(line) === before.marking

const markingOf = ({ handling }: Typed): string => JSON.stringify(handling ?? null)

/**
 * What a name of somebody else's means here: the likeliest that the agency has and that the line says enough for. Where it means
 * nothing as it stands, other names for the same do, and what the line says tells what it is of itself.
 */
const meantBy = (line: Typed, { records, others }: Known): InOurWords | undefined => {
  const meant = firstMeant(
    line,
    meanings(line.type).filter(({ type }) => records(line.agency, type)),
  )
  if (meant !== undefined || records(line.agency, line.type)) return meant
  return firstMeant(line, others(line.agency, line.typeTold ?? line.type))
}

/** What agencies may record, and what they have under other names for the same as a type. */
interface Known {
  readonly records: Records
  readonly others: (agency: string, type: string) => readonly Meant[]
}

const known = (records: Records, agencies: readonly string[]): Known => {
  const looked = new LRUCache<string, readonly Meant[]>({ max: 1_000 })
  return {
    records,
    others: (agency, type) => {
      const before = looked.get(`${agency} ${type}`)
      if (before !== undefined) return before
      // What another agency has is what it says, and is kept as a report of that name.
      const isAnothers = agencies.some((one) => records(one, type))
      const named = (isAnothers ? [] : namesFor(type)).flatMap((name) => [
        plainly(name),
        ...meanings(name).map(guarded),
      ])
      const meant = [...named, ...(isAnothers ? [] : meantByShape)].filter((one) => records(agency, one.type))
      looked.set(`${agency} ${type}`, meant)
      return meant
    },
  }
}

const firstMeant = (line: Typed, among: readonly Meant[]): InOurWords | undefined => {
  for (const meant of among) {
    const data = { ...meant.says, ...inOurFields(meant.type, line.data) }
    if (saysEnough({ corrects: line.corrects, retracts: line.retracts, ...data }, meant)) {
      return { type: meant.type, data }
    }
  }
  return undefined
}

const saysEnough = (said: Details, { needs, isSaidBy = () => true }: Meant): boolean =>
  needs.every((one) => [one].flat().some((field) => (said[field] ?? undefined) !== undefined)) &&
  isSaidBy(said)
