import { type Envelope, type EventLog, ok, type RecordedEvent } from '@concord/kernel'

/** What becomes an event of a log when it is recorded. */
export type Happening = Omit<RecordedEvent, 'revision' | 'position'>

/** A log in memory, of one process that takes turns. */
export interface MemoryLog extends Pick<EventLog, 'readStream' | 'append' | 'keyChanges'> {
  /** All that is in it by now, in its order. */
  readonly events: readonly RecordedEvent[]
  /** Records what somebody else says. */
  readonly record: (happening: Happening) => RecordedEvent
}

/** Opens an empty one, which tells of every event, and of what was appended besides. */
export const memoryLog = (
  now: () => string,
  onRecorded: (event: RecordedEvent) => void,
  onAppended: (events: readonly RecordedEvent[]) => void,
): MemoryLog => {
  const events: RecordedEvent[] = []
  const record = (happening: Happening): RecordedEvent => {
    const revision = events.filter(({ stream }) => stream === happening.stream).length
    const event = { ...happening, revision, position: BigInt(events.length + 1) }
    events.push(event)
    onRecorded(event)
    return event
  }
  return {
    events,
    record,
    keyChanges: () => 0,
    readStream: async (stream) => {
      const read = events.filter((event) => event.stream === stream)
      return ok({
        events: read,
        passedOver: [],
        head: { revision: read.at(-1)?.revision ?? 'no-stream', hash: null },
      })
    },
    append: async (stream, _, proposed) => {
      const appended = proposed.map(({ envelope, ...event }) =>
        record({
          ...event,
          stream,
          recordedAt: now(),
          envelope: { ...envelope, previousHash: null } as Envelope,
        }),
      )
      onAppended(appended)
      const { revision, position } = appended.at(-1)!
      return ok({ head: { revision, hash: null }, position, events: appended })
    },
  }
}
