import { keyOf } from '@concord/incident'
import type { FiledEvent } from './filed-event.ts'

/** An event that corrects, retracts or releases another one, or to which another one does so. */
export interface Entangled {
  readonly filed: FiledEvent
  /** Who sees it by its marking and by what the owner said of it last. */
  seenBy: bigint
}

/** What aims at one record, in the order of the log. */
export interface Knot {
  /** The record: more than one event only where an id was used twice. None before it is known. */
  readonly records: Entangled[]
  readonly supersededBy: Entangled[]
  readonly releases: FiledEvent[]
}

/** The knots of a topic, by `keyOf` of the record. */
export type Knots = ReadonlyMap<string, Knot>

/** Every event of a topic, of which some are tied into knots later than they arrive. */
export const openKnots = () => {
  const arrived = new Map<string, FiledEvent[]>()
  const knots = new Map<string, Knot>()
  return {
    all: knots as Knots,
    /** The knot of the record with this key and id, tied now where nothing has aimed at it before. */
    of: (key: string, id: string): Knot => {
      const there = knots.get(key)
      if (there !== undefined) return there
      const alike = (arrived.get(id) ?? []).filter(({ event }) => keyOf(event, id) === key)
      const records = alike.map((filed) => ({ filed, seenBy: filed.mask }))
      const knot: Knot = { records, supersededBy: [], releases: [] }
      knots.set(key, knot)
      return knot
    },
    /** It has arrived, and is to be found when something aims at it. */
    remember: (filed: FiledEvent): void => {
      const { id } = filed.event
      arrived.set(id, [...(arrived.get(id) ?? []), filed])
    },
  }
}
