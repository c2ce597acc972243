import { incidentTopic, viewOf } from '@concord/incident'
import { asked, given, happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { inspection } from './agency.ts'

test('nothing is seized that nobody looked at', () => {
  const seize = asked('SeizeGoods', { consignment: 'K-1' })
  given(inspection.decider).when(seize).refuses('not-inspected')
  const inspected = happened('GoodsInspected', { consignment: 'K-1', passed: false })
  given(inspection.decider, inspected).when(seize).records('GoodsSeized')
})

test('what is inspected, seized or disinfected somewhere is in the picture of that area', () => {
  for (const type of ['GoodsInspected', 'GoodsSeized', 'DisinfectionDone']) {
    const told = recorded(happened(type, { consignment: 'K-1', passed: true, area: '2110' }), 0)
    expect(viewOf(incidentTopic('INC-1'), [told], inspection.view)?.areas).toEqual(['2110'])
  }
})
