import type { RecordedEvent } from '@concord/kernel'
import type { Change, FactChange } from '../changes/change.ts'
import type { Meaning } from '../changes/filing.ts'
import { withoutUnit } from '../changes/unit-in-name.ts'
import { keyOf } from './as-of.ts'
import { sourceOf } from './evolve-topic.ts'

/** The record before it that an event corrects, as far as the reader knows of it. */
export type Corrected = (event: RecordedEvent) => RecordedEvent | undefined

/**
 * What events mean, where a correction that puts one figure of a record right leaves its other figures as they were told, on
 * the word of the record that told them: who measures the area again says nothing of how many were evacuated. A correction
 * that states none of them again puts something else in the record's place.
 */
export const leftAsTold = (meaning: Meaning, corrected: Corrected): Meaning => {
  const found = new Map<string, readonly Change[]>()
  const nameOf = (event: RecordedEvent) => keyOf(event, event.id)
  return (event) => {
    if (event.envelope.corrects === undefined) return meaning(event)
    const row: RecordedEvent[] = []
    let before: RecordedEvent | undefined = event
    while (before !== undefined && !found.has(nameOf(before))) {
      row.push(before)
      before = corrected(before)
    }
    let whole = (before && found.get(nameOf(before))) ?? []
    for (const next of row.toReversed()) {
      const now = meaning(next)
      whole = [...now, ...leftBy(now, before, whole)]
      found.set(nameOf(next), whole)
      before = next
    }
    return whole
  }
}

/** The facts that a record states and its correction passes over, where that states another one of them again. */
const leftBy = (
  now: readonly Change[],
  record: RecordedEvent | undefined,
  whole: readonly Change[],
): readonly FactChange[] => {
  if (record === undefined) return []
  const again = new Set(now.filter(isFact).map(thingOf))
  const told = whole.filter(isFact)
  return told.some((one) => again.has(thingOf(one)))
    ? told
        .filter((one) => !again.has(thingOf(one)))
        .map((one) => ({ ...one, statedIn: one.statedIn ?? sourceOf(record) }))
    : []
}

const isFact = (change: Change): change is FactChange => change.change === 'fact'

/** In another unit it is the same. */
const thingOf = ({ topic, about, name }: FactChange & Pick<Change, 'topic'>): string =>
  JSON.stringify([topic, about, withoutUnit(name)])
