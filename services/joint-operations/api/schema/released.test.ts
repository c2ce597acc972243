import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { eventId, type ToldEvent, tell } from '../testing/told-event.ts'

const said = (position: number, type: string, data: object, releaseTo: readonly string[]): ToldEvent => ({
  reference: `P-${position}`,
  position,
  type,
  data,
  releaseTo,
  agency: 'police',
  incident: 'THEFT',
  at: `2025-01-29T0${position}:00:00+07:00`,
})

test('whoever something is released to is told under which conditions, and whether it may go before a court', async () => {
  const event = eventId(1)
  const release = { event, to: ['border'], conditions: 'Name no source.', courtUse: 'refused' }
  const log = tell([
    said(1, 'IntelligenceReported', { grading4x4: 'B2' }, []),
    said(2, 'ReleaseGranted', release, ['border']),
  ])
  const { data } = await apiOver(log).ask(
    tokenOf('border', ['commander']),
    '{ incident(id: "THEFT") { timeline { nodes { event { reference } told { agency by conditions courtUse } } } } }',
  )
  const [report] = data.incident.timeline.nodes
  expect(report.event.reference).toBe('P-1')
  expect(report.told).toContainEqual({
    agency: 'border',
    by: 'RELEASE',
    conditions: 'Name no source.',
    courtUse: 'refused',
  })
})

test('nobody releases what another agency recorded', async () => {
  const release = { event: eventId(1), to: ['corrections'] }
  const foreign: ToldEvent = { ...said(2, 'ReleaseGranted', release, ['police']), agency: 'border' }
  const log = tell([said(1, 'IntelligenceReported', { grading4x4: 'B2' }, ['border']), foreign])
  const { data } = await apiOver(log).ask(
    tokenOf('police', ['commander']),
    '{ incident(id: "THEFT") { timeline { nodes { event { reference } told { agency } } } } }',
  )
  const [report] = data.incident.timeline.nodes
  expect(report.event.reference).toBe('P-1')
  expect(report.told).not.toContainEqual({ agency: 'corrections' })
})
