import type { AgencyDefinition } from '@concord/incident'
import {
  type EventDefinition,
  envelopeSchema,
  err,
  ok,
  parseStreamName,
  type RecordedEvent,
  type Result,
  type StoredEvent,
  upcast,
} from '@concord/kernel'

/**
 * Reads stored events for the fold: lifted to the present version of their type, personal fields sealed. Says why an
 * event cannot be read that an agency of the roster recorded. Undefined for streams that are about the log itself.
 */
export const readerOf = (
  roster: readonly Pick<AgencyDefinition, 'name' | 'events'>[],
): ((event: StoredEvent) => Result<RecordedEvent, { readonly detail: string }> | undefined) => {
  const definitions = new Map<string, ReadonlyMap<string, EventDefinition>>()
  for (const { name, events } of roster)
    for (const category of new Set([name, ...events.map((event) => event.category ?? name)])) {
      const own = events.filter((event) => (event.category ?? name) === category)
      definitions.set(category, new Map(own.map((event) => [event.type, event])))
    }

  return ({ metadata, ...stored }) => {
    const types = definitions.get(parseStreamName(stored.stream)?.category ?? '')
    if (types === undefined) return undefined
    const definition = types.get(stored.type)
    if (definition === undefined) return err({ detail: `No agency declares ${stored.type} for its stream.` })
    const envelope = envelopeSchema.safeParse(metadata)
    if (!envelope.success) return err({ detail: 'The envelope does not fit its schema.' })
    const { schemaVersion } = envelope.data
    const data = upcast(definition, schemaVersion, stored.data)
    if (typeof data !== 'object' || data === null)
      return err({ detail: `${stored.type} version ${schemaVersion} cannot be read here.` })
    return ok({ ...stored, data, envelope: envelope.data })
  }
}
