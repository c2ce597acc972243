import type { Known } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { Learned } from '../asked/events.ts'
import { type Asked, entriesKnown } from './plain-knowledge.ts'

/**
 * Whether an event came to the reader in the stretch of known time that a filter asks for: between two moments lies
 * what the reader saw as of the later one and did not see as of the earlier one. So what was released is learned when it was
 * released, and what was imported when its older system recorded it. Where the question is pinned to a position nothing is heard
 * of what comes after that, by whatever instant it is known, so that the answer stays.
 */
export const isLearnedIn = (
  asked: Asked,
  { learnedAfter, learnedUntil }: Learned,
): ((event: RecordedEvent) => boolean) => {
  const before = learnedAfter && seenBy(asked, learnedAfter)
  const by = learnedUntil && seenBy(asked, learnedUntil)
  return (event) => before?.has(event) !== true && by?.has(event) !== false
}

const seenBy = ({ log, agency, moment }: Asked, known: Known): ReadonlySet<RecordedEvent> => {
  const { known: pin } = moment
  const heard =
    pin && 'position' in pin ? log.events.filter(({ position }) => position <= pin.position) : log.events
  return new Set(entriesKnown({ log, agency, moment: { known } }, heard).map(({ event }) => event))
}
