import { mergesIn, type StoryLine } from './incidents.ts'
import { namedIn } from './releases.ts'
import type { Merge, ToldBefore } from './told-before.ts'

/** As much of a line in our words as it takes to tell which step it undoes. */
interface Line extends StoryLine {
  readonly agency: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
}

/**
 * A merge and a closing are steps in the joint centre's service, which are undone by the next step: whoever takes back there
 * what it told unmerges each of the incidents that it merged, or reopens the one that it closed. An unmerging may name the
 * merge, or both incidents, or the one that ended: that went on where it was merged into last. The centre's own steps it takes back as it says; `isCentre` says whether that is the line's agency.
 */
export const withStepsUndone = <Said extends Line>(
  line: Said,
  before: ToldBefore,
  isCentre: boolean,
): readonly Said[] => {
  const said = { ...line, corrects: undefined, retracts: undefined }
  if (line.type === 'IncidentUnmerged') {
    const named = namedIn(line).flatMap((name) => mergesNamed(line.agency, name, before))
    const merges = [named, mergesTold(line), mergesOf(line, before)].find(({ length }) => length > 0) ?? []
    return merges.length > 0 ? merges.map((merge) => unmerged(said, merge)) : [said]
  }
  const name = namedIn(line).find((one) => before.stepOf(line.agency, one) !== undefined)
  const step = name === undefined ? undefined : before.stepOf(line.agency, name)
  if (line.type !== 'ReportRetracted' || name === undefined || step === undefined) return [line]
  if (isCentre)
    return 'closed' in step ? [line] : step.merges.map(({ merged }, at) => retracted(said, merged, name, at))
  return 'closed' in step
    ? [{ ...said, type: 'IncidentReopened', incident: step.closed }]
    : step.merges.map((merge) => unmerged(said, merge))
}

type Merges = readonly Merge[]

/** The merges that go by a reference: the agency's own, or else another one's. */
const mergesNamed = (agency: string, reference: string, before: ToldBefore): Merges =>
  [agency, ...before.ownersOf(reference)]
    .map((owner) => before.stepOf(owner, reference))
    .find((step) => step !== undefined && 'merges' in step)?.merges ?? []

/** What is told as a merge is; `from` alone says already where the incident went on. */
const mergesTold = (line: StoryLine): Merges =>
  ['into', 'b', 'target'].some((field) => typeof line.data[field] === 'string')
    ? mergesIn({ ...line, type: 'IncidentMerged' })
    : []

/** Without a word of where it went on: the merges of the incidents named, or else of the one that the line is filed under. */
const mergesOf = ({ incident, data }: StoryLine, before: ToldBefore): Merges => {
  if (data.from !== undefined) return []
  const named = [data.merged, data.incidents, data.incident, data.source, data.a].flat()
  const ended = named.flatMap((one) => (typeof one === 'string' ? (before.mergeOf(one) ?? []) : []))
  return ended.length > 0 ? ended : [before.mergeOf(incident) ?? []].flat()
}

/** Of a line that merged several, each is a record of its own: `P-17`, `P-17.2`. */
const retracted = <Said extends Line>(said: Said, merged: string, name: string, at: number): Said => ({
  ...said,
  incident: merged,
  retracts: at === 0 ? name : `${name}.${at + 1}`,
})

const unmerged = <Said extends Line>(said: Said, { merged, into }: Merges[number]): Said => {
  const { into: _, merged: __, incident: ___, ...data } = said.data
  return { ...said, type: 'IncidentUnmerged', incident: merged, data: { ...data, from: into } }
}
