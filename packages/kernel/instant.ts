import { z } from 'zod'

const needed = 'a time needs a date, a time of day and an offset, such as 2025-04-23T13:20:00+08:00'

/**
 * A moment as its sender wrote it: RFC 3339 with an offset (`2025-04-23T13:20:00+08:00`). The offset is kept, because
 * it says where the clock hung. A naive time is refused: nobody could tell which moment it means.
 */
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error: ({ input }) => (input === undefined ? `is missing: ${needed}` : needed),
  })
  .meta({ description: 'A moment with its offset (RFC 3339), as the sender wrote it.', format: 'date-time' })

/** A moment that has passed {@link instantSchema}, as its sender wrote it. */
export type Instant = string

/** Milliseconds since the Unix epoch. The argument has passed {@link instantSchema}. */
export const millisecondsOf = (instant: Instant): number => Date.parse(instant)

/**
 * How far the clocks of two who work together may differ, five minutes: what is dated ahead by more is not believed.
 */
export const CLOCK_TOLERANCE_MS = 5 * 60_000
