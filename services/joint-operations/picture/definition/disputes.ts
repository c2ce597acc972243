import {
  type Change,
  type ComparableQuantity,
  comparableOf,
  modeOf,
  saysTheSame,
  type Topic,
  topicKind,
} from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/** What an event claims that another one may contradict. */
export interface Side extends ComparableQuantity {
  /** What it is about: sides of different things contradict nothing. */
  readonly thing: string
  /** Whose claim it is: nobody contradicts themselves. */
  readonly by: string
}

/**
 * The sides that an agency's event takes in a topic: what it states of an incident, and to what it binds a unit. What is
 * played takes none: conflicts in an exercise are asked for with the exercise alone.
 */
export const sidesIn = (topic: Topic, event: RecordedEvent, changes: readonly Change[]): readonly Side[] => {
  if (modeOf(event) !== 'operational') return []
  const { agency } = event.envelope
  const kind = topicKind(topic)
  return changes.flatMap((one): readonly Side[] => {
    if (kind === 'incident' && one.change === 'fact') {
      return [{ thing: `${one.about} ${one.name}`, by: agency, ...comparableOf(one) }]
    }
    const binds = kind === 'unit' && one.change === 'commitment' && one.state === 'committed'
    return binds ? [{ thing: 'unit', by: one.use, claim: one.use, measured: '' }] : []
  })
}

/** The first of the sides, in the order in which they were taken, that contradicts one before it. */
export const firstContradiction = <Taken extends Side>(sides: Iterable<Taken>): Taken | undefined => {
  const before = new Map<string, Side[]>()
  for (const side of sides) {
    const others = before.get(side.thing) ?? []
    if (others.some((other) => other.by !== side.by && !saysTheSame(other, side))) return side
    // One side of each claimant and claim is enough to be held against.
    if (!others.some((other) => isSameSide(other, side))) others.push(side)
    before.set(side.thing, others)
  }
  return undefined
}

const isSameSide = (one: Side, other: Side): boolean =>
  one.by === other.by && one.claim === other.claim && one.measured === other.measured
