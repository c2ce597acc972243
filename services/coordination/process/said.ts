import { keyOf, placesOf, type Superseding, standingInPlace, supersededKeys } from '@concord/incident'
import type { Envelope, RecordedEvent } from '@concord/kernel'
import { afterWord, type Ground, isSeen, type ReleaseWord, type Withheld } from './release-word.ts'

/** As much of an event as is remembered of it. Plain JSON. */
export interface Said<Details = unknown> extends Superseding, Withheld {
  readonly type: string
  readonly data: Details
  readonly envelope: Pick<Envelope, 'agency' | 'mode' | 'occurredAt' | 'marking' | 'corrects' | 'retracts'>
}

/** Remembers an event, with those of its details that matter. */
export const saidBy = <Details>(
  { id, stream, type, envelope }: RecordedEvent,
  data: Details,
): Said<Details> => {
  const { agency, mode, occurredAt, marking, corrects, retracts } = envelope
  return { id, stream, type, data, envelope: { agency, mode, occurredAt, marking, corrects, retracts } }
}

/** Whether an event corrects or takes back anything at all. */
export const aimsAt = ({ envelope }: Superseding): boolean =>
  envelope.corrects !== undefined || envelope.retracts !== undefined

/** Whether an event corrects or takes back something of what was said, be it only a retraction. */
export const bearsOn = (event: Superseding, said: readonly Superseding[]): boolean => {
  const aims = supersededKeys(event)
  return aims.length > 0 && said.some((one) => aims.includes(keyOf(one, one.id)))
}

/**
 * What is remembered of one thing. Any record may be corrected or taken back, and given back again, so what was said is
 * kept; but not without end. Plain JSON.
 */
export interface Remembered<State, One> {
  /** What came of all that is not kept any more. It stays: nobody can tell any more what a correction of it would change. */
  readonly settled: State
  /** What was said since, in the order of the log. */
  readonly said: readonly One[]
}

/** How one kind of thing is remembered. */
export interface Memory<State, One> {
  readonly nothing: Remembered<State, One>
  /** At the limit the oldest record is settled, with all that has corrected it since. */
  readonly remember: (before: Remembered<State, One>, one: One) => Remembered<State, One>
  /**
   * What has come of it, by what stands and the joint centre may still see. Worked out once, and never kept besides what it
   * follows from.
   */
  readonly stateOf: (remembered: Remembered<State, One>) => State
}

/** `step` folds what stands, each correction in the place of what it corrects; `most` records are kept of one thing. */
export const remembering = <State, One extends Superseding & Withheld>(
  initially: State,
  step: (state: State, one: One) => State,
  most: number,
): Memory<State, One> => {
  const states = new WeakMap<Remembered<State, One>, State>()
  const fold = (settled: State, said: readonly One[]): State =>
    standingInPlace(said.filter(isSeen)).reduce(step, settled)

  const settleOldest = ({ settled, said }: Remembered<State, One>): Remembered<State, One> => {
    const places = placesOf(said)
    const standing = standingInPlace(said.filter(isSeen)).filter((one) => places.get(one) === 0)
    return {
      settled: standing.reduce(step, settled),
      said: said.filter((one) => places.get(one) !== 0),
    }
  }

  return {
    nothing: { settled: initially, said: [] },
    remember: ({ settled, said }, one) => {
      const remembered = { settled, said: [...said, one] }
      return remembered.said.length > most ? settleOldest(remembered) : remembered
    },
    stateOf: (remembered) => {
      if (!states.has(remembered)) states.set(remembered, fold(remembered.settled, remembered.said))
      return states.get(remembered)!
    },
  }
}

/** Those of what was said that bear on something: what is of it, and whatever corrects or takes back any of that. */
export const bearingOn = <One extends Superseding>(
  said: readonly One[],
  isOf: (one: One) => boolean,
): readonly One[] => {
  const bearing = new Set<string>()
  return said.filter((one) => {
    const bears = isOf(one) || supersededKeys(one).some((aim) => bearing.has(aim))
    if (bears) bearing.add(keyOf(one, one.id))
    return bears
  })
}

/** What was said as that on which something rests. */
export const groundOf = (one: Said): Ground => {
  const { envelope, withheldFrom, marked } = one
  return { record: keyOf(one, one.id), marking: envelope.marking, withheldFrom, marked }
}

/** What is remembered of it once an owner has said this of who sees a record. As it was where that changes nothing. */
export const releasing = <State, One extends Said>(
  before: Remembered<State, One>,
  word: ReleaseWord,
): Remembered<State, One> => {
  const said = before.said.map((one) => {
    const ground = groundOf(one)
    const after = afterWord(ground, word)
    if (after === ground) return one
    const { marking, withheldFrom, marked } = after
    return { ...one, envelope: { ...one.envelope, marking }, withheldFrom, marked }
  })
  return said.every((one, index) => one === before.said[index]) ? before : { ...before, said }
}
