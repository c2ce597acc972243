import { keyOf, supersededKeys } from '@concord/incident'
import type { FiledEvent } from './filed-event.ts'
import type { Entangled, Knot, Knots } from './knots.ts'

/** What became of records for one group, by `keyOf`; none of those that stand. */
export type Fates = Map<string, 'corrected' | 'retracted'>

/** An event that was looked at, and whether it is in force from now on. */
export interface Judged {
  readonly filed: FiledEvent
  readonly stands: boolean
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
): readonly Judged[] => {
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
