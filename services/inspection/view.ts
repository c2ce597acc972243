import { agreed, decisions, defineVocabulary, diseases, evidence, placeOf, speak } from '@concord/incident'
import { inspectionEvents } from './events.ts'

const own = defineVocabulary(inspectionEvents, {
  GoodsInspected: ({ data }) => [
    consignment(data.consignment, data.passed ? 'passed' : 'refused'),
    ...placeOf(data),
  ],
  GoodsSeized: ({ data }) => [consignment(data.consignment, 'seized'), ...placeOf(data)],
  DisinfectionDone: ({ data }) => placeOf(data),
})

const consignment = (name: string, value: string) => ({
  change: 'fact' as const,
  about: `consignment ${name}`,
  name: 'state',
  value,
})

/** Everything that specialised inspection says. */
export const vocabulary = speak(agreed, own, decisions, diseases, evidence)
