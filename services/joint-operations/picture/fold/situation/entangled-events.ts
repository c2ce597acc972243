import { byPosition, standingAmong } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { aimsOf } from '../../definition/aims.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import { byHappening, type ChangedEvents } from './events-in-force.ts'
import type { FiledEvent } from './filed-event.ts'

/** The events of one stream and mode that correct, retract or release each other, and those they do so to. */
export type Entangled = ReadonlyMap<RecordedEvent, FiledEvent>

/** Keeps the entangled events of a topic apart from the others, which stand whatever comes. */
export const entangledEvents = () => {
  const arrived = new Map<string, FiledEvent[]>()
  const aimedAt = new Set<string>()
  const entangled = new Map<string, Map<RecordedEvent, FiledEvent>>()

  /** The events that this one is entangled with, itself included; undefined where it is with none. */
  const arrive = (
    filed: FiledEvent,
  ): { readonly isAimedAt: boolean; readonly alike: Entangled | undefined } => {
    const { event } = filed
    const aims = aimsOf(event)
    for (const id of aims) aimedAt.add(id)
    const isAimedAt = aimedAt.has(event.id)
    arrived.set(event.id, [...(arrived.get(event.id) ?? []), filed])
    if (aims.length === 0 && !isAimedAt) return { isAimedAt, alike: undefined }
    const place = placeOf(event)
    const alike = entangled.get(place) ?? new Map<RecordedEvent, FiledEvent>()
    entangled.set(place, alike)
    const targets = aims.flatMap((id) => arrived.get(id) ?? [])
    for (const one of [...targets.filter((target) => placeOf(target.event) === place), filed])
      alike.set(one.event, one)
    return { isAimedAt, alike }
  }
  return { arrive }
}

const placeOf = ({ stream, envelope }: RecordedEvent): string => `${stream} ${envelope.mode}`

/** What is in force for the agencies of a mask when it has been settled anew which of the entangled events are. */
export const withStanding = (
  before: readonly FiledEvent[],
  entangled: Entangled,
  bits: AgencyBits,
  mask: bigint,
): ChangedEvents => {
  const bit = mask & -mask
  const sees = (event: RecordedEvent) => ((entangled.get(event)?.mask ?? 0n) & bit) !== 0n
  const standing = new Set(
    standingAmong([...entangled.keys()].toSorted(byPosition), bits.nameIn(mask), sees)
      .map((event) => entangled.get(event)!)
      .filter(({ isMember }) => isMember),
  )
  const kept = before.filter((one) => standing.delete(one) || !entangled.has(one.event))
  const events = [...kept, ...standing].toSorted(byHappening)
  const place = events.findIndex((one, at) => one !== before[at])
  return { events, place: place < 0 ? events.length : place }
}
