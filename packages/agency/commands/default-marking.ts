import type { EventDefinition, Marking } from '@concord/kernel'
import { type KnownReaders, unknownReaders } from './known-readers.ts'

/**
 * What an event is marked with whose sender says nothing about it: the agency's default, and for those whom the event speaks
 * to, as far as they are known. A default that leaves it to the traffic light and is for every agency stays so.
 */
export const defaultMarking = (
  marking: Marking,
  { addressees }: Pick<EventDefinition, 'addressees'>,
  data: unknown,
  readers: KnownReaders,
): Marking => {
  const { tlp, releaseTo } = marking
  const isForAll = releaseTo === undefined && (tlp === 'GREEN' || tlp === 'CLEAR')
  const spokenTo = addressees?.(data) ?? []
  if (isForAll || spokenTo.length === 0) return marking
  const named = [...new Set([...(releaseTo ?? []), ...spokenTo])]
  return { ...marking, releaseTo: named.filter((name) => !isUnknown(name, readers)) }
}

const isUnknown = (name: string, readers: KnownReaders): boolean =>
  unknownReaders(readers, { tlp: 'AMBER', releaseTo: [name] }).length > 0
