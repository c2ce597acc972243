import { decoder, ownership } from '@concord/event-log'
import {
  parseStreamName,
  type RecordedEvent,
  type Result,
  type StoredEvent,
  type Writer,
} from '@concord/kernel'

/**
 * Reads stored events for the fold as deciders see them: lifted to the present version of their type, personal fields
 * sealed. Says why an event cannot be read that an agency of the roster recorded. Undefined for all other streams, such as
 * those about the log itself, of which every agency has one.
 */
export const readerOf = (
  roster: readonly Writer[],
): ((event: StoredEvent) => Result<RecordedEvent, { readonly detail: string }> | undefined) => {
  const owners = ownership(roster)
  const decode = decoder(owners)
  return (event) => {
    const owner = owners.categories.get(parseStreamName(event.stream)?.category ?? '')
    return owner === undefined ? undefined : decode(event)
  }
}
