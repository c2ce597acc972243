import {
  categoriesFor,
  type EventDefinition,
  ownersOfCategories,
  parseStreamName,
  type Writer,
} from '@concord/kernel'
import { logHeadEvents } from './own-events/head-events.ts'
import { keyEvents } from './own-events/key-events.ts'
import { moveEvents } from './own-events/move-events.ts'

/** Who may write which stream, and which event types it may hold. */
export interface Ownership {
  /** The agency whose key must have signed the events of a stream; undefined for a stream without a category. */
  readonly ownerOf: (stream: string) => string | undefined
  readonly definitionOf: (stream: string, type: string) => EventDefinition | undefined
  readonly agencies: readonly string[]
  /** Every category and the agency that owns it; undefined where the id names the agency. */
  readonly categories: ReadonlyMap<string, string | undefined>
}

/**
 * Categories that every agency has a stream of: its signing keys, the log heads it signed or countersigned, and its
 * records of moves.
 */
const perAgency: Readonly<Record<string, readonly EventDefinition[]>> = {
  keys: keyEvents,
  heads: logHeadEvents,
  moves: moveEvents,
}

/**
 * Reads ownership off the roster. An agency owns the category of its own name and those that its events declare. A
 * category that several agencies declare, as well as `keys`, `heads` and `moves`, has a stream for each agency,
 * which the first part of the id names: `keys-police`, `access-joc-2026`. A category nobody declares belongs to the
 * agency of that name, so that a process that does not know an agency yet can still check its signatures.
 */
export const ownership = (agencies: readonly Writer[]): Ownership => {
  const categories = new Map([
    ...[...ownersOfCategories(agencies)].map(([category, owner]) => [category, owner?.name] as const),
    ...Object.keys(perAgency).map((category) => [category, undefined] as const),
  ])
  const definitions = new Map(
    agencies.flatMap((agency) =>
      agency.events.flatMap((event) =>
        categoriesFor(event, agency).map(
          (category) => [`${agency.name} ${category} ${event.type}`, event] as const,
        ),
      ),
    ),
  )

  const ownerOf = (stream: string): string | undefined => {
    const parsed = parseStreamName(stream)
    if (!parsed) return undefined
    if (!categories.has(parsed.category)) return parsed.category
    return categories.get(parsed.category) ?? parsed.id.split('-', 1)[0]
  }
  const definitionOf = (stream: string, type: string): EventDefinition | undefined => {
    const owner = ownerOf(stream)
    const category = parseStreamName(stream)?.category
    if (owner === undefined || category === undefined) return undefined
    const own = perAgency[category]?.find((definition) => definition.type === type)
    return own ?? definitions.get(`${owner} ${category} ${type}`)
  }
  return { ownerOf, definitionOf, agencies: agencies.map(({ name }) => name), categories }
}
