import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const reported = (reference: string, position: number, data: object): ToldEvent => ({
  reference,
  position,
  data,
  agency: 'police',
  type: 'IntelligenceReported',
  incident: 'THEFT',
  at: `2025-01-29T0${position}:00:00+07:00`,
  releaseTo: ['joc'],
})

test('the grade of a report is told with its scale, and one without a scale is no grade', async () => {
  const log = tell([reported('O-1', 1, { grading3x5x2: '2-B-C' }), reported('O-2', 2, { grade: 'B2' })])
  const { data } = await apiOver(log).ask(
    tokenOf('joc', ['analyst']),
    '{ events(order: OCCURRED) { nodes { reference marking { tlp grading { scale grade } } } } }',
  )
  expect(data.events.nodes).toEqual([
    { reference: 'O-2', marking: { tlp: 'AMBER', grading: null } },
    { reference: 'O-1', marking: { tlp: 'AMBER', grading: { scale: '3x5x2', grade: '2-B-C' } } },
  ])
})
