import { mergesIn, type StoryLine } from './incidents.ts'

interface Line extends StoryLine {
  readonly id: string
}

/**
 * A line in our words may say what is one record each here: several records released, several incidents merged into one,
 * each of which is kept under the incident that ends. The first keeps the number of the line; the others are its `.2`, `.3`
 * and so on.
 */
export const severally = <Said extends Line>(lines: readonly Said[]): readonly Said[] =>
  lines
    .flatMap((line) => partsOf(line).map((part): Said => ({ ...line, ...part })))
    .map((line, index) => (index === 0 ? line : { ...line, id: `${line.id}.${index + 1}` }))

const partsOf = (line: StoryLine): readonly Partial<StoryLine>[] => {
  const { event } = line.data
  if (releases.has(line.type) && Array.isArray(event))
    return event.map((one) => ({ data: { ...line.data, event: one } }))
  const merges = mergesIn(line)
  if (merges.length === 0) return [{}]
  return merges.map(({ merged, into }) => ({ incident: merged, data: { ...line.data, into } }))
}

const releases: ReadonlySet<string> = new Set(['ReleaseGranted', 'ReleaseRevoked', 'ReleaseRefused'])
