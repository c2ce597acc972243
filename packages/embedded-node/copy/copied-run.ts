import type { RawEvent } from './raw-log.ts'

/** One append holds at most so much of one stream, well below the limit of a server. */
const mostEventsOfAppend = 500
const mostBytesOfAppend = 512 * 1024

/** Events of one stream that follow each other, as many as one append takes. */
export const openRun = () => {
  let events: RawEvent[] = []
  let bytes = 0
  const sizeOf = ({ data, metadata }: RawEvent): number => data.length + metadata.length
  return {
    /** Whether the event goes on with what was gathered. */
    takes: (event: RawEvent): boolean =>
      event.stream === events[0]?.stream &&
      events.length < mostEventsOfAppend &&
      bytes + sizeOf(event) <= mostBytesOfAppend,
    add: (event: RawEvent): void => {
      events.push(event)
      bytes += sizeOf(event)
    },
    /** What was gathered; the next run begins. */
    end: (): readonly RawEvent[] => {
      const ended = events
      events = []
      bytes = 0
      return ended
    },
  }
}
