import { describe, expect, it } from 'vitest'
import { storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = {
  file: 's.ndjson',
  system: 'older',
  agencies: ['police', 'border', 'joc'],
  isCentre: (agency: string) => agency === 'joc',
  records: (_: string, type: string) => !type.startsWith('OilSpill'),
}

const deliveriesOf = async (...told: readonly object[]) => {
  const delivered: object[] = []
  for await (const item of readStory(saying(told.map(line).join('\n')), options))
    if (item.kind === 'report') delivered.push({ agency: item.report.agency, ...item.report.line })
  return delivered
}

describe('what would change the record of another agency', () => {
  const spill = { id: 'B-1', agency: 'border', type: 'OilSpillReported', data: { volumeM3: 30 } }

  it('is recorded beside it, of the same type, and says what it disputes', async () => {
    const corrected = { id: 'P-1', type: 'OilSpillCorrected', corrects: 'B-1', data: { volumeM3: 55 } }
    const [, beside] = await deliveriesOf(spill, corrected)
    expect(beside).toMatchObject({
      agency: 'police',
      type: 'OilSpillReported',
      data: { volumeM3: 55, disputes: 'B-1' },
    })
    expect(beside).not.toHaveProperty('corrects')
  })

  it('takes nothing back that is not the sender’s', async () => {
    const retracted = { id: 'P-1', type: 'ReportRetracted', data: { target: 'B-1' } }
    const [, beside] = await deliveriesOf(spill, retracted)
    expect(beside).toMatchObject({
      type: 'ReportFiled',
      data: { reportType: 'ReportRetracted', disputes: 'B-1' },
    })
    expect(beside).not.toHaveProperty('retracts')
  })
})

it('keeps what puts a record right where that record is, whichever incident it is told of in', async () => {
  const [, corrected] = await deliveriesOf(
    { id: 'P-1', incident: 'INC-1', type: 'CasualtiesReported', data: { injured: 6 } },
    { id: 'P-2', incident: 'INC-2', type: 'CasualtiesReported', corrects: 'P-1', data: { injured: 7 } },
  )
  expect(corrected).toMatchObject({ incident: 'INC-1', corrects: 'P-1' })
})

describe('a merge', () => {
  const merge = { id: 'P-1', incident: 'INC-1', type: 'IncidentsMerged' }
  const two = { ...merge, data: { incidents: ['INC-2', 'INC-3'], into: 'INC-1' } }

  it.each([
    { type: 'ReportRetracted', retracts: 'P-1' },
    { type: 'IncidentsUnmerged', corrects: 'P-1' },
    { type: 'MergeReversed', agency: 'border', data: { event: 'P-1' } },
    { type: 'MergeRevoked', data: { incidents: ['INC-2', 'INC-3'], into: 'INC-1' } },
  ])('is undone by each incident’s going on by itself: %o', async (line) => {
    const told = await deliveriesOf(two, { id: 'P-2', incident: 'INC-1', ...line })
    expect(told.slice(2)).toMatchObject([
      { reference: 'P-2', incident: 'INC-2', type: 'IncidentUnmerged', data: { from: 'INC-1' } },
      { reference: 'P-2.2', incident: 'INC-3', type: 'IncidentUnmerged', data: { from: 'INC-1' } },
    ])
    for (const one of told) expect(one).not.toMatchObject({ corrects: expect.anything() })
    for (const one of told) expect(one).not.toMatchObject({ retracts: expect.anything() })
  })

  it('is undone in the incident that the line is of, where that says only in which it went on', async () => {
    const [line] = await deliveriesOf({
      incident: 'INC-2',
      type: 'IncidentUnmerged',
      data: { from: 'INC-1' },
    })
    expect(line).toMatchObject({ incident: 'INC-2', data: { from: 'INC-1' } })
  })

  it.each([
    { incident: 'INC-2', type: 'IncidentUnmerged' },
    { incident: 'INC-9', type: 'IncidentUnmerged', data: { incident: 'INC-2' } },
    { incident: 'INC-1', type: 'MergeReversed', agency: 'border', data: { merged: 'INC-2' } },
  ])('is undone where it is told which incident goes on by itself again: %o', async (line) => {
    const told = await deliveriesOf(two, { id: 'P-2', ...line })
    expect(told.slice(2)).toMatchObject([
      { reference: 'P-2', incident: 'INC-2', type: 'IncidentUnmerged', data: { from: 'INC-1' } },
    ])
  })

  it('is taken back where it is kept, in the incident that ended, by the centre whose own step it is', async () => {
    const told = await deliveriesOf(
      { ...two, agency: 'joc' },
      { id: 'P-2', incident: 'INC-1', agency: 'joc', type: 'ReportRetracted', retracts: 'P-1' },
    )
    expect(told).toMatchObject([
      { incident: 'INC-2', type: 'IncidentMerged' },
      { incident: 'INC-3', type: 'IncidentMerged' },
      { incident: 'INC-2', type: 'ReportRetracted', retracts: 'P-1' },
      { incident: 'INC-3', type: 'ReportRetracted', retracts: 'P-1.2' },
    ])
  })
})

it('reopens what an agency closed and says that it did not', async () => {
  const [, reopened] = await deliveriesOf(
    { id: 'P-1', incident: 'INC-1', type: 'IncidentClosed' },
    { id: 'P-2', incident: 'INC-9', type: 'ReportRetracted', retracts: 'P-1' },
  )
  expect(reopened).toMatchObject({ incident: 'INC-1', type: 'IncidentReopened' })
})

describe('an erasure', () => {
  const interview = { subject: 'Arvo Lind' }
  const seen = { id: 'B-1', agency: 'border', incident: 'INC-1', type: 'SightingReported' }
  const erased = { id: 'P-9', incident: 'INC-2', type: 'PersonalDataErased' }

  it('of what another agency holds is carried out by that agency, where it holds it', async () => {
    const [, erasure] = await deliveriesOf(
      { ...seen, data: { interview } },
      { ...erased, data: { target: 'B-1', field: 'interview.subject', legalBasis: 'asked for' } },
    )
    expect(erasure).toMatchObject({
      agency: 'border',
      incident: 'INC-1',
      reference: 'P-9',
      data: { target: 'B-1', onBehalfOf: 'police' },
    })
  })

  it('of what another agency never wrote down stays its sender’s', async () => {
    const [, erasure] = await deliveriesOf(
      { ...seen, data: { grade: 'C3' } },
      { ...erased, data: { target: 'B-1', field: 'interview.subject', legalBasis: 'asked for' } },
    )
    expect(erasure).toMatchObject({ agency: 'police', incident: 'INC-2' })
  })
})
