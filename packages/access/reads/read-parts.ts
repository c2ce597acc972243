import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import type { ReadPart } from './read-events.ts'
import { fieldName, type SealedPlace, subjectsOf } from './sealed-places.ts'

/** The sealed fields of one event that are about to be opened. */
export interface SealedPlaces {
  readonly event: RecordedEvent
  readonly places: readonly SealedPlace[]
}

/**
 * What the record of reads says of them, names and codes and never values; nothing for an event without such fields.
 */
export const partsOf = (asked: readonly SealedPlaces[]): readonly ReadPart[] => {
  const parts = new Map<string, ReadPart>()
  for (const { event, places } of asked) {
    for (const place of places) {
      const part = partOf(place, event)
      const key = JSON.stringify([part.owner, part.incident, part.subjects])
      parts.set(key, together(parts.get(key), part))
    }
  }
  return [...parts.values()]
}

const partOf = (place: SealedPlace, event: RecordedEvent): ReadPart => ({
  owner: event.envelope.agency,
  incident: parseStreamName(event.stream)?.id ?? '',
  subjects: [...new Set(subjectsOf(place, event))],
  fields: [`${event.type}.${fieldName(place)}`],
  results: 1,
})

const together = (before: ReadPart | undefined, part: ReadPart): ReadPart =>
  before === undefined
    ? part
    : {
        ...part,
        fields: [...new Set([...before.fields, ...part.fields])],
        results: before.results + part.results,
      }
