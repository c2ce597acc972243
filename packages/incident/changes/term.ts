import type { Instant } from '@concord/kernel'

/** A term as it is written: the last day or moment, or so many days from when it began. */
export interface Term {
  readonly until?: string | undefined
  readonly days?: number | undefined
}

/**
 * Until when a term holds: as it says, or the day that comes so many days after `from` by the sender's own calendar;
 * undefined where it says neither.
 */
export const untilOf = ({ until, days }: Term, from: Instant): string | undefined => {
  if (until !== undefined || days === undefined) return until
  const day = new Date(`${from.slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + Math.floor(Math.min(days, MOST_DAYS)))
  return day.toISOString().slice(0, 10)
}

/** A century, longer than any term. */
const MOST_DAYS = 36_525
