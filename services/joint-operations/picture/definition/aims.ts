import { isRelease } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/** The ids of events in the same stream that an event corrects, retracts, releases or stops releasing. */
export const aimsOf = (event: RecordedEvent): readonly string[] => {
  const { corrects, retracts } = event.envelope
  const released = isRelease(event) ? (event.data as { event?: unknown }).event : undefined
  return [corrects, retracts, released].filter((one) => typeof one === 'string')
}
