import { knownAt, type RecordedEvent } from '@concord/kernel'
import type { Change, FactChange } from '../changes/change.ts'
import type { Meaning } from '../changes/filing.ts'
import { isSameQuantity } from '../changes/quantity.ts'
import { keyOf } from './as-of.ts'
import { type Corrected, leftAsTold } from './left-as-told.ts'

/**
 * What events mean, with each fact of a correction dated back to the corrected record if that stated the same. An
 * agency that corrects something else says nothing new about such a fact, so a decision that overruled it still does.
 * What a correction leaves out is told as it was ({@link leftAsTold}).
 */
export const toldAgain = (said: Meaning, corrected: Corrected): Meaning => {
  const meaning = leftAsTold(said, corrected)
  const firstTold = firstTolds(meaning, corrected)
  return (event) => {
    const changes = meaning(event)
    if (event.envelope.corrects === undefined) return changes
    return changes.map((change) => {
      const told = change.change === 'fact' ? firstTold(event, change) : undefined
      return told === undefined ? change : { ...change, told }
    })
  }
}

/**
 * Follows a chain of corrections back to the earliest record of which all since state the same. What was found at a
 * record is remembered, because many corrections may share one long chain.
 */
const firstTolds = (meaning: Meaning, corrected: Corrected) => {
  const found = new Map<string, FactChange['told']>()
  return (event: RecordedEvent, stated: FactChange): FactChange['told'] => {
    const passed: string[] = []
    let told: FactChange['told']
    for (let before = corrected(event); before !== undefined; before = corrected(before)) {
      const name = `${keyOf(before, before.id)} ${nameOfStatement(stated)}`
      if (found.has(name)) {
        told = found.get(name) ?? told
        break
      }
      const isSame = meaning(before).some((one) => isSameStatement(one, stated))
      if (!isSame) {
        found.set(name, undefined)
        break
      }
      passed.push(name)
      told = { since: before.envelope.occurredAt, knownAt: knownAt(before) }
    }
    for (const name of passed) found.set(name, told)
    return told
  }
}

const nameOfStatement = ({ topic, about, name, value, unit }: FactChange & Pick<Change, 'topic'>): string =>
  JSON.stringify([topic, about, name, value, unit])

const isSameStatement = (one: Change, other: Change): boolean =>
  one.change === 'fact' &&
  other.change === 'fact' &&
  one.topic === other.topic &&
  one.about === other.about &&
  one.name === other.name &&
  isSameQuantity(one, other)
