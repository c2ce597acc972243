import { asked, given, happened } from '@concord/kernel/given'
import { test } from 'vitest'
import { inspection } from './agency.ts'

test('nothing is seized that nobody looked at', () => {
  const seize = asked('SeizeGoods', { consignment: 'K-1' })
  given(inspection.decider).when(seize).refuses('not-inspected')
  const inspected = happened('GoodsInspected', { consignment: 'K-1', passed: false })
  given(inspection.decider, inspected).when(seize).records('GoodsSeized')
})
