import { agreed, defineVocabulary, diseases, evidence, speak } from '@concord/incident'
import { inspectionEvents } from './events.ts'

const own = defineVocabulary(inspectionEvents, {
  GoodsInspected: ({ data }) => [consignment(data.consignment, data.passed ? 'passed' : 'refused')],
  GoodsSeized: ({ data }) => [consignment(data.consignment, 'seized')],
  DisinfectionDone: () => [],
})

const consignment = (name: string, value: string) => ({
  change: 'fact' as const,
  about: `consignment ${name}`,
  name: 'state',
  value,
})

/** Everything that specialised inspection says. */
export const vocabulary = speak(agreed, own, diseases, evidence)
