import { isRelease, keyOf, supersededKeys } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { aimsOf } from '../../definition/aims.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { FiledEvent } from './filed-event.ts'
import { type Entangled, type Knot, openKnots } from './knots.ts'

/**
 * Keeps the entangled events of a topic apart from the others, which stand whatever comes. Events may arrive in another order
 * than that of the log: that of the instants at which they became known.
 */
export const entangledEvents = (bits: AgencyBits) => {
  const knots = openKnots()

  /** The records that have to be judged anew because of this event, by key; none where it is entangled with nothing. */
  const arrive = (filed: FiledEvent): { readonly isAimedAt: boolean; readonly keys: readonly string[] } => {
    const { event } = filed
    const own = keyOf(event, event.id)
    const isAimedAt = knots.all.has(own)
    if (aimsOf(event).length === 0 && !isAimedAt) {
      knots.remember(filed)
      return { isAimedAt, keys: [] }
    }
    const knot = knots.of(own, event.id)
    const record: Entangled = { filed, seenBy: knot.releases.reduce(seenAfter(filed), filed.mask) }
    insert(knot.records, record, ({ filed: one }) => one.event.position)
    knots.remember(filed)
    const released = isRelease(event) ? (event.data as { readonly event: string }).event : undefined
    const { corrects, retracts } = event.envelope
    for (const id of [corrects, retracts].filter((one) => one !== undefined))
      insert(knots.of(keyOf(event, id), id).supersededBy, record, ({ filed: one }) => one.event.position)
    if (released === undefined) return { isAimedAt, keys: [own, ...supersededKeys(event)] }
    const target = release(filed, knots.of(keyOf(event, released), released))
    // Whoever sees from now on what was released sees what it puts right, too.
    const further = target.records.flatMap((one) => supersededKeys(one.filed.event))
    return { isAimedAt, keys: [own, ...supersededKeys(event), keyOf(event, released), ...further] }
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

  return { arrive, knots: knots.all }
}

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
