import { describe, expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

it('says several times what a line says of several records or incidents', async () => {
  const text = [
    line({ id: 'X-1', type: 'ReleaseGranted', data: { events: ['P-1', 'P-2'], to: ['border'] } }),
    line({ id: 'X-2', type: 'IncidentsMerged', incident: 'A', data: { into: 'A', merged: ['B'] } }),
    line({
      id: 'X-3',
      type: 'IncidentsMerged',
      incident: 'A',
      data: { incidents: ['A', 'C', 'D'], into: 'A' },
    }),
    line({ id: 'X-4', type: 'IncidentsMerged', incident: 'A', data: { incidents: ['A', 'E', 'F'] } }),
    line({ id: 'X-5', type: 'ReportsReleased', data: { records: ['P-1', 'P-2'], partner: 'border' } }),
  ].join('\n')
  const { lines } = await collect(readStory(saying(text), options))
  expect(lines).toMatchObject([
    { reference: 'X-1', data: { event: 'P-1', to: ['border'] } },
    { reference: 'X-1.2', data: { event: 'P-2', to: ['border'] } },
    { reference: 'X-2', incident: 'B', data: { into: 'A' } },
    { reference: 'X-3', incident: 'C', data: { into: 'A' } },
    { reference: 'X-3.2', incident: 'D', data: { into: 'A' } },
    { reference: 'X-4', incident: 'E', data: { into: 'A' } },
    { reference: 'X-4.2', incident: 'F', data: { into: 'A' } },
    { reference: 'X-5', type: 'ReleaseGranted', data: { event: 'P-1', to: ['border'] } },
    { reference: 'X-5.2', type: 'ReleaseGranted', data: { event: 'P-2', to: ['border'] } },
  ])
})

describe('what takes an earlier release back reaches all that it released', () => {
  const release = (changes: object) =>
    line({
      id: 'X-1',
      type: 'ReleaseGranted',
      data: { events: ['P-1', 'P-2'], to: ['border'] },
      ...changes,
    })

  const revoked = [
    { reference: 'X-2', type: 'ReleaseRevoked', data: { event: 'P-1', to: ['border'] } },
    { reference: 'X-2.2', type: 'ReleaseRevoked', data: { event: 'P-2', to: ['border'] } },
  ]

  it.each([
    ['a retraction', { type: 'ReportRetracted', retracts: 'X-1', data: {} }],
    ['a retraction that names it in its details', { type: 'ReportRetracted', data: { event: 'X-1' } }],
    ['a revocation that names only the release', { type: 'ReleaseWithdrawn', data: { release: 'X-1' } }],
    [
      'a revocation of the release as if it were a record',
      { type: 'ReleaseRevoked', data: { event: 'X-1' } },
    ],
  ])('%s', async (_, taken) => {
    const text = [release({}), line({ id: 'X-2', ...taken })].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines.slice(2)).toMatchObject(revoked)
    for (const one of lines) expect(one).not.toHaveProperty('retracts')
  })

  it('a correction, which releases what it names instead', async () => {
    const data = { events: ['P-2', 'P-3'], to: ['border'] }
    const text = [release({}), release({ id: 'X-2', corrects: 'X-1', data })].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines.slice(2)).toMatchObject([
      ...revoked,
      { reference: 'X-2.3', type: 'ReleaseGranted', data: { event: 'P-2' } },
      { reference: 'X-2.4', type: 'ReleaseGranted', data: { event: 'P-3' } },
    ])
    for (const one of lines) expect(one).not.toHaveProperty('corrects')
  })

  it('a retraction of a retraction, which gives it again', async () => {
    const text = [
      release({}),
      line({ id: 'X-2', type: 'ReportRetracted', retracts: 'X-1', data: {} }),
      line({ id: 'X-3', type: 'ReportRetracted', retracts: 'X-2', data: {} }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines.slice(4)).toMatchObject([
      { reference: 'X-3', type: 'ReleaseGranted', data: { event: 'P-1', to: ['border'] } },
      { reference: 'X-3.2', type: 'ReleaseGranted', data: { event: 'P-2', to: ['border'] } },
    ])
  })

  it('not one of another agency under the same reference', async () => {
    const text = [
      release({ agency: 'border' }),
      line({ id: 'X-2', type: 'ReportRetracted', retracts: 'X-1', data: {} }),
    ].join('\n')
    const { lines } = await collect(readStory(saying(text), options))
    expect(lines[2]).toMatchObject({ type: 'ReportFiled', data: { disputes: 'X-1' } })
  })
})
