import { isRelease, keyOf } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { aimsOf } from '../../definition/aims.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { FiledEvent } from './filed-event.ts'

/** An event that corrects, retracts or releases another one, or to which another one does so. */
interface Entangled {
  readonly filed: FiledEvent
  /** Who sees it by its marking and by what the owner said of it last. */
  seenBy: bigint
}

/** What aims at one record, in the order of the log. */
interface Knot {
  /** The record: more than one event only where an id was used twice. None before it is known. */
  readonly records: Entangled[]
  readonly supersededBy: Entangled[]
  readonly releases: FiledEvent[]
}

/** The knots of a topic, by `keyOf` of the record. */
export type Knots = ReadonlyMap<string, Knot>

/** What became of records for one group, by `keyOf`; none of those that stand. */
export type Fates = Map<string, 'corrected' | 'retracted'>

/** Whether an event is in force from now on. */
export interface Standing {
  readonly filed: FiledEvent
  readonly stands: boolean
}

/**
 * Keeps the entangled events of a topic apart from the others, which stand whatever comes. Events may arrive in another order
 * than that of the log: that of the instants at which they became known.
 */
export const entangledEvents = (bits: AgencyBits) => {
  const arrived = new Map<string, FiledEvent[]>()
  const knots = new Map<string, Knot>()

  const knotOf = (key: string, id: string): Knot => {
    const there = knots.get(key)
    if (there !== undefined) return there
    const alike = (arrived.get(id) ?? []).filter(({ event }) => keyOf(event, id) === key)
    const knot: Knot = {
      records: alike.map((filed) => ({ filed, seenBy: filed.mask })),
      supersededBy: [],
      releases: [],
    }
    knots.set(key, knot)
    return knot
  }

  /** The records that have to be judged anew because of this event, by key; none where it is entangled with nothing. */
  const arrive = (filed: FiledEvent): { readonly isAimedAt: boolean; readonly keys: readonly string[] } => {
    const { event } = filed
    const own = keyOf(event, event.id)
    const isAimedAt = knots.has(own)
    if (aimsOf(event).length === 0 && !isAimedAt) {
      remember(filed)
      return { isAimedAt, keys: [] }
    }
    const knot = knotOf(own, event.id)
    const record: Entangled = { filed, seenBy: knot.releases.reduce(seenAfter(filed), filed.mask) }
    insert(knot.records, record, ({ filed: one }) => one.event.position)
    remember(filed)
    const released = isRelease(event) ? (event.data as { readonly event: string }).event : undefined
    for (const id of superseded(event))
      insert(knotOf(keyOf(event, id), id).supersededBy, record, ({ filed: one }) => one.event.position)
    if (released === undefined) return { isAimedAt, keys: [own, ...supersededKeys(event)] }
    const target = release(filed, knotOf(keyOf(event, released), released))
    // Whoever sees from now on what was released sees what it puts right, too.
    const further = target.records.flatMap((one) => supersededKeys(one.filed.event))
    return { isAimedAt, keys: [own, ...supersededKeys(event), keyOf(event, released), ...further] }
  }

  const remember = (filed: FiledEvent): void => {
    const { id } = filed.event
    arrived.set(id, [...(arrived.get(id) ?? []), filed])
  }

  /** The last word for each agency counts: one that comes last is added to what was said before. */
  const release = (filed: FiledEvent, target: Knot): Knot => {
    insert(target.releases, filed, ({ event }) => event.position)
    const isLast = target.releases.at(-1) === filed
    for (const one of target.records)
      one.seenBy = isLast
        ? seenAfter(one.filed)(one.seenBy, filed)
        : target.releases.reduce(seenAfter(one.filed), one.filed.mask)
    return target
  }

  /** As `visibleAmong` of `@concord/incident` has it: only what was recorded before can be released. */
  const seenAfter =
    (record: FiledEvent) =>
    (seen: bigint, { event }: FiledEvent): bigint => {
      if (event.position <= record.event.position) return seen
      const to = releasedTo(event, bits)
      return event.type === 'ReleaseGranted' ? seen | to : seen & ~to
    }

  return { arrive, knots: knots as Knots }
}

/**
 * Judges records anew for the agencies of a mask, and with each that is retracted or given back what it aims at itself: as
 * `supersessions` of `@concord/incident` has it for all at once. Notes what became of them, and gives what was looked at.
 */
export const judgeAnew = (
  knots: Knots,
  fates: Fates,
  keys: readonly string[],
  mask: bigint,
): readonly Standing[] => {
  const bit = mask & -mask
  const judged = new Set<string>()
  const open = [...keys]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    judged.add(key)
    const knot = knots.get(key)!
    const before = fates.get(key)
    const fate = fateOf(key, knot, fates, bit)
    if (fate === before) continue
    if (fate === undefined) fates.delete(key)
    else fates.set(key, fate)
    if (before === 'retracted' || fate === 'retracted')
      open.push(...knot.records.flatMap(({ filed }) => supersededKeys(filed.event)))
  }
  return [...judged].flatMap((key) =>
    knots.get(key)!.records.map(({ filed, seenBy }) => ({
      filed,
      stands: filed.isMember && (seenBy & bit) !== 0n && !fates.has(key),
    })),
  )
}

/** The last word counts of those that the agencies see and that have not been taken back themselves. */
const fateOf = (key: string, { records, supersededBy }: Knot, fates: Fates, bit: bigint) => {
  const sees = ({ seenBy }: Entangled) => (seenBy & bit) !== 0n
  const last = supersededBy.findLast(
    (one) => sees(one) && fates.get(keyOf(one.filed.event, one.filed.event.id)) !== 'retracted',
  )?.filed.event
  // Only what was recorded before can be put right.
  const isBefore = ({ filed }: Entangled) => last !== undefined && filed.event.position < last.position
  if (last === undefined || !records.filter(sees).every(isBefore)) return undefined
  return keyOf(last, last.envelope.corrects ?? '') === key ? 'corrected' : 'retracted'
}

const superseded = ({ envelope: { corrects, retracts } }: RecordedEvent): readonly string[] =>
  [corrects, retracts].filter((id) => id !== undefined)

const supersededKeys = (event: RecordedEvent): readonly string[] =>
  superseded(event).map((id) => keyOf(event, id))

/** Whom a release concerns: the owner sees the event in any case. */
export const releasedTo = ({ data, envelope }: RecordedEvent, bits: AgencyBits): bigint => {
  const { to } = data as { readonly to: readonly string[] }
  return to.reduce((mask, name) => mask | bits.bitOf(name), 0n) & ~bits.bitOf(envelope.agency)
}

/** Puts an item into a list in the order of the log: mostly at its end. */
const insert = <Item>(items: Item[], item: Item, positionOf: (item: Item) => bigint): void => {
  const before = items.findLastIndex((one) => positionOf(one) <= positionOf(item))
  items.splice(before + 1, 0, item)
}
