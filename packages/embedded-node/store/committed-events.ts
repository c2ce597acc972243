import type { StoredEvent } from './store.ts'
import type { GroupOutcome, WriteRequest } from './write-group.ts'

/**
 * The events that a group added to the log behind `after`, as they would be read from there; undefined where the writer
 * added some of its own accord, which no request holds.
 */
export const committedEvents = (
  requests: readonly WriteRequest[],
  { outcomes, lastPosition, createdTicks }: GroupOutcome,
  after: bigint,
): readonly StoredEvent[] | undefined => {
  const events: StoredEvent[] = []
  let position = after
  for (const [index, { stream, events: proposed }] of requests.entries()) {
    const outcome = outcomes[index]!
    const addedNothing = outcome.kind !== 'appended' || outcome.position <= position
    if (addedNothing) continue
    if (outcome.position !== position + BigInt(proposed.length)) return undefined
    let revision = outcome.revision - BigInt(proposed.length)
    for (const { id, type, contentType, data, metadata } of proposed) {
      revision += 1n
      position += 1n
      events.push({ id, type, contentType, data, metadata, stream, revision, position, createdTicks })
    }
  }
  return position === lastPosition ? events : undefined
}
