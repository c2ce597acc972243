import type { EventDefinition } from './event.ts'

/**
 * Lifts stored data from the version it was recorded in to the present one of its type. Undefined when that version is
 * newer than this process knows, or a step is missing: such an event cannot be read here.
 */
export const upcast = (
  { schemaVersion, upcasters }: Pick<EventDefinition, 'schemaVersion' | 'upcasters'>,
  from: number,
  stored: unknown,
): unknown => {
  if (from > schemaVersion) return undefined
  let data = stored
  for (let version = from; version < schemaVersion; version++) {
    const lift = upcasters?.[version]
    if (lift === undefined) return undefined
    data = lift(data)
  }
  return data
}
