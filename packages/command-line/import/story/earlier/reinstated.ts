import type { StoryLine } from './incidents.ts'
import { namedIn } from './releases.ts'

interface Line extends StoryLine {
  readonly agency: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
}

/**
 * A line such as `ReportReinstated` gives back a record that was taken back, whether it names the record or the retraction;
 * undefined for every other line. The agency's own stream knows by which retraction it is gone, be that of another file.
 */
export const reinstated = <Said extends Line>(line: Said): Said | undefined => {
  const [named] = givesBack(line.type) ? namedIn(line) : []
  if (named === undefined) return undefined
  const said = { ...line, corrects: undefined, retracts: undefined }
  return { ...said, type: 'ReportReinstated', data: { ...line.data, event: named } }
}

const givesBack = (type: string): boolean =>
  records.some((record) => [`${record}Reinstated`, `${record}Restored`].includes(type))

/** What a record is called whose giving back says nothing else. */
const records = ['Report', 'Record', 'Statement', 'Sighting', 'Observation'] as const
