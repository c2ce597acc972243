import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { tell } from '../testing/told-event.ts'

const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']
const analyst = tokenOf('joc', ['analyst'])

const filed = (position: number, reportType: string, releaseTo = everyone) => ({
  position,
  agency: 'police',
  incident: 'INC-1',
  type: 'ReportFiled',
  at: `2025-04-23T20:${position}:00+08:00`,
  reference: `P-${position}`,
  data: { reportType },
  releaseTo,
})

const log = tell([
  { ...filed(10, ''), type: 'IncidentAcknowledged', data: {} },
  filed(20, 'FlockCounted'),
  filed(30, 'IncidentAcknowledged'),
  filed(40, 'FlockCounted', ['police']),
])

const listed = async (types: readonly string[]) => {
  const { data } = await apiOver(log).ask(
    analyst,
    'query ($types: [String!]) { events(filter: { types: $types }) { totalCount nodes { reference } } }',
    { types },
  )
  return data.events.nodes.map(({ reference }: { reference: string }) => reference)
}

test.each([
  ['that nobody has', ['FlockCounted'], ['P-20']],
  ['that others have', ['IncidentAcknowledged'], ['P-30', 'P-10']],
  ['of filed reports', ['ReportFiled'], ['P-30', 'P-20']],
  ['without a name', [''], []],
])('events are found by a type %s, whoever filed a report under it', async (_, types, references) => {
  expect(await listed(types)).toEqual(references)
})

test('a figure by type opens to as many events as it counts, whatever reports are called', async () => {
  const { data } = await apiOver(log).ask(
    analyst,
    '{ statistics { byType { name count events { totalCount } } } }',
  )
  expect(data.statistics.byType).toEqual([
    { name: 'IncidentAcknowledged', count: 1, events: { totalCount: 1 } },
    { name: 'ReportFiled', count: 2, events: { totalCount: 2 } },
  ])
})
