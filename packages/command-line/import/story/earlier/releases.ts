import type { StoryLine } from './incidents.ts'
import type { ToldBefore } from './told-before.ts'

/** As much of a line in our words as it takes to tell what it takes back. */
interface Line extends StoryLine {
  readonly agency: string
  readonly corrects?: string | null | undefined
  readonly retracts?: string | null | undefined
}

/**
 * A release is neither corrected nor retracted here: it is revoked, and another one granted, because people have read by it.
 * So a line that takes an earlier one back revokes all that it released, and one that corrects it does so first.
 */
export const withReleasesRevoked = <Said extends Line>(line: Said, before: ToldBefore): readonly Said[] => {
  const names = namedIn(line)
  const name = names.find((one) => before.releaseOf(line.agency, one))
  const release = name === undefined ? undefined : before.releaseOf(line.agency, name)
  if (release === undefined) return [line]
  const { type, event, to } = release
  const said = { ...line, corrects: undefined, retracts: undefined }
  if (line.type === 'ReportRetracted')
    return [{ ...said, type: opposites[type], data: { ...line.data, event, to } }]
  if (line.type === 'ReleaseRevoked') {
    const own = line.data.event === name ? undefined : line.data.event
    return [{ ...said, data: { to, ...line.data, event: own ?? event } }]
  }
  if (line.type !== type || line.corrects !== name) return [line]
  return [{ ...said, type: opposites[type], data: { event, to } }, said]
}

const opposites = { ReleaseGranted: 'ReleaseRevoked', ReleaseRevoked: 'ReleaseGranted' } as const

/** What a line takes back, as it may name it: what a retraction takes back may stand under other words, or in its details. */
export const namedIn = ({ retracts, corrects, data }: Line): readonly string[] =>
  [retracts, data.retracts, corrects, data.release, data.target, data.event].filter(
    (one) => typeof one === 'string',
  )
