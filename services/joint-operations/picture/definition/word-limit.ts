import type { EventFilter } from '../asked/events.ts'
import { PictureRefused } from '../asked/refused.ts'

/** Events that are gone through for words: where more hold them, those recorded last. */
export const MOST_FOUND = 10_000

/** Where words are sought, by what a filter asks: in its incident and between its times. */
export const soughtAmong = ({ incident, occurredAfter, occurredBefore }: EventFilter): EventFilter => ({
  ...(incident !== undefined && { incident }),
  ...(occurredAfter !== undefined && { occurredAfter }),
  ...(occurredBefore !== undefined && { occurredBefore }),
})

/** Figures are whole or not given. */
export const tooManyFound = () =>
  new PictureRefused({
    code: 'TOO_MANY',
    detail:
      'More events hold these words than can be counted. Name an incident or a period, or use rarer words.',
  })
