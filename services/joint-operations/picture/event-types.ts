import { reportTypeOf } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventFilter } from './picture.ts'

/** Whether an event is of the types that a filter names: its own, or what the sender of a filed report calls it. */
export const isOfTypes = (
  event: RecordedEvent,
  { types, declaredTypes }: Pick<EventFilter, 'types' | 'declaredTypes'>,
): boolean => {
  const isDeclared = declaredTypes === undefined || declaredTypes.includes(event.type)
  if (types === undefined) return isDeclared
  return (
    isDeclared && [event.type, reportTypeOf(event)].some((one) => one !== undefined && types.includes(one))
  )
}
