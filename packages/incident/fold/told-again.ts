import { knownAt, type RecordedEvent } from '@concord/kernel'
import type { Change, FactChange } from '../changes/change.ts'
import type { Meaning } from '../changes/filing.ts'
import { isSameQuantity } from '../changes/quantity.ts'

/** The record before it that an event corrects, as far as the reader knows of it. */
export type Corrected = (event: RecordedEvent) => RecordedEvent | undefined

/**
 * What events mean, where a correction that states of a thing what the corrected record stated has it told since then: who
 * puts something else right says nothing new of it, and a decision that overruled it goes on.
 */
export const toldAgain =
  (meaning: Meaning, corrected: Corrected): Meaning =>
  (event) => {
    const changes = meaning(event)
    if (event.envelope.corrects === undefined) return changes
    return changes.map((change) => {
      const told = firstTold(event, change, meaning, corrected)
      return told === undefined ? change : { ...change, told }
    })
  }

/** The earliest of the records that were each put right by the next, and all state the same. */
const firstTold = (
  event: RecordedEvent,
  stated: Change,
  meaning: Meaning,
  corrected: Corrected,
): FactChange['told'] => {
  let told: FactChange['told']
  for (let before = corrected(event); before !== undefined; before = corrected(before)) {
    if (!meaning(before).some((one) => isSameStatement(one, stated))) break
    told = { since: before.envelope.occurredAt, knownAt: knownAt(before) }
  }
  return told
}

const isSameStatement = (one: Change, other: Change): boolean =>
  one.change === 'fact' &&
  other.change === 'fact' &&
  one.topic === other.topic &&
  one.about === other.about &&
  one.name === other.name &&
  isSameQuantity(one, other)
