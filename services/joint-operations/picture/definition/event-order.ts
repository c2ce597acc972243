import { occurredMs } from '@concord/incident'
import { knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { EventFilter } from '../asked/events.ts'

/** The number by which a list of events sorts, newest or most delayed first. */
export const eventKey = (event: RecordedEvent, order: NonNullable<EventFilter['order']>): number => {
  const knownMs = millisecondsOf(knownAt(event))
  if (order === 'known') return knownMs
  return order === 'occurred' ? occurredMs(event) : knownMs - occurredMs(event)
}

/** Positions compare as text when they are padded. */
export const positionName = ({ position }: Pick<RecordedEvent, 'position'>): string =>
  position.toString().padStart(20, '0')
