import { keyOf, type Superseding, supersessions } from '@concord/incident'
import type { Envelope, RecordedEvent } from '@concord/kernel'

/**
 * As much of an event as is remembered of it. What the process manager watches it keeps together with what was said of
 * it, because any of that may be corrected or taken back, and given back again. Plain JSON.
 */
export interface Said<Details = unknown> extends Superseding {
  readonly type: string
  readonly data: Details
  readonly envelope: Pick<Envelope, 'agency' | 'mode' | 'occurredAt' | 'marking' | 'corrects' | 'retracts'>
}

/** Remembers an event, with those of its details that matter. */
export const saidBy = <Details>(
  { id, stream, type, envelope }: RecordedEvent,
  data: Details,
): Said<Details> => {
  const { agency, mode, occurredAt, marking, corrects, retracts } = envelope
  return { id, stream, type, data, envelope: { agency, mode, occurredAt, marking, corrects, retracts } }
}

/** Whether an event corrects or takes back something of what was said, be it only a retraction. */
export const bearsOn = (event: Superseding, said: readonly Superseding[]): boolean => {
  const { corrects, retracts } = event.envelope
  const aims = [corrects, retracts].flatMap((aim) => (aim === undefined ? [] : [keyOf(event, aim)]))
  return aims.length > 0 && said.some((one) => aims.includes(keyOf(one, one.id)))
}

/** What of it still stands, in the order in which it was said. */
export const standingOf = <One extends Superseding>(said: readonly One[]): readonly One[] => {
  const superseded = supersessions(said)
  return said.filter((one) => !superseded.has(keyOf(one, one.id)))
}
