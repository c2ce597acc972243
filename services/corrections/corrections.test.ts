import { incidentTopic, viewOf } from '@concord/incident'
import { asked, given, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { corrections } from './agency.ts'

const { decider } = corrections

test('disease behind the walls is suspected and confirmed, and the block it is in is closed', () => {
  const story = [
    happened('DiseaseSuspected', { disease: 'typhoid', people: 6 }),
    happened('QuarantineImposed', { quarantine: 'block C', until: '2025-11-08' }),
    happened('DiseaseConfirmed', { disease: 'paratyphoid', people: 9 }),
  ].map((told, index) => recorded(told, index))
  const { facts, measures } = viewOf(incidentTopic('INC-1'), story, corrections.view)!
  expect(Object.fromEntries(facts.map(({ name, statements }) => [name, statements[0]?.value]))).toMatchObject(
    {
      ...{ status: 'confirmed', disease: 'paratyphoid', people: 9 },
    },
  )
  expect(measures).toMatchObject([{ measure: 'block C', state: 'imposed', until: '2025-11-08' }])
})

describe('an escape', () => {
  const first = happened('PrisonerEscapeReported', { subjects: ['P-1'], count: 1 }, { reference: 'C-1' })
  const both = { subjects: ['P-1', 'P-2'], count: 2 }

  test('is reported once; what was wrong is corrected', () => {
    given(decider, first).when(asked('ReportPrisonerEscape', both)).refuses('already-out')
    given(decider, first).when(asked('CorrectPrisonerEscape', both)).refuses('nothing-corrected')
    given(decider, first)
      .when(asked('CorrectPrisonerEscape', both, { corrects: 'C-1' }))
      .records(['PrisonerEscapeCorrected', both])
  })

  test('of somebody who was named wrongly, or is back, is another escape', () => {
    const other = happened('PrisonerEscapeCorrected', { subjects: ['P-2'] }, { corrects: 'C-1' })
    given(decider, first, other)
      .when(asked('ReportPrisonerEscape', { subjects: ['P-1'] }))
      .records('PrisonerEscapeReported')
    given(decider, first, happened('CustodyRestored', { subjects: ['P-1'] }))
      .when(asked('ReportPrisonerEscape', { subjects: ['P-1'] }))
      .records('PrisonerEscapeReported')
  })

  test('counts at least those who are named', () => {
    given(decider)
      .when(asked('ReportPrisonerEscape', { ...both, count: 1 }))
      .refuses('miscounted')
  })

  test('of people nobody can name yet says how many, or nothing', () => {
    const view = (data: object) => corrections.view(recorded(happened('PrisonerEscapeReported', data), 0))
    const count = (data: object) => view(data).find(({ change }) => change === 'fact')
    expect(count({ subjects: [], count: 2 })).toMatchObject({ about: 'escape', name: 'count', value: 2 })
    expect(count({ subjects: [] })).toBeUndefined()
  })

  test('ends for those who were out', () => {
    given(decider, first)
      .when(asked('RestoreCustody', { subjects: ['P-9'] }))
      .refuses('never-out')
    given(decider, first)
      .when(asked('RestoreCustody', { subjects: ['P-1'] }))
      .records('CustodyRestored')
  })

  test('is resolved when the last is back', () => {
    const story = [
      happened('PrisonerEscapeReported', both),
      happened('CustodyRestored', { subjects: ['P-1'] }),
      happened('CustodyRestored', { subjects: ['P-2'] }),
    ].map((told, index) => recorded(told, index))
    const statusAfter = (count: number) =>
      viewOf(incidentTopic('INC-1'), story.slice(0, count), corrections.view)?.status
    expect([1, 2, 3].map(statusAfter)).toEqual(['active', 'active', 'resolved'])
  })

  test('that older systems tell of is not argued with', () => {
    const imported = { recordedAt: '2020-01-01T00:00:00Z', system: 'older', by: 'archive' }
    given(decider, first)
      .when(asked('ReportPrisonerEscape', both, { imported }))
      .records('PrisonerEscapeReported')
    given(decider, first)
      .when(asked('CorrectPrisonerEscape', both, { imported, corrects: 'unknown' }))
      .refuses('unknown-record')
  })
})

test('a work detail leaves once, and is counted while it is outside', () => {
  const north = { detail: 'north' }
  const departed = happened('WorkDetailDeparted', north)
  given(decider)
    .when(asked('TakeHeadcount', { prison: 'LIPA', present: 181 }))
    .records('HeadcountTaken')
  const count = asked('TakeHeadcount', { ...north, present: 11 })
  given(decider).when(count).refuses('not-outside')
  given(decider, departed).when(count).records('HeadcountTaken')
  given(decider, departed).when(asked('DepartWorkDetail', north)).refuses('already-outside')
  given(decider, departed, happened('WorkDetailReturned', north)).when(count).refuses('not-outside')
})

test('a transfer shows how many set out, and how many of them arrived', () => {
  const moved = [
    happened('TransferStarted', { transfer: 'T-1', prisoners: 118 }),
    happened('TransferCompleted', { transfer: 'T-1', prisoners: 117 }),
  ].map((told, index) => recorded(told, index))
  const factsAfter = (count: number) =>
    viewOf(incidentTopic('INC-1'), moved.slice(0, count), corrections.view)?.facts.map(
      ({ about, name, statements }) => [about, name, statements[0]?.value],
    )
  expect(factsAfter(1)).toEqual([
    ['transfer T-1', 'state', 'under way'],
    ['transfer T-1', 'prisoners', 118],
  ])
  expect(factsAfter(2)).toEqual([
    ['transfer T-1', 'state', 'completed'],
    ['transfer T-1', 'prisoners', 117],
  ])
})

test('where a transfer leads is no figure of it', () => {
  const data = { transfer: 'T-1', prisoners: 118, district: 3, lat: 48.6, lon: 113.2 }
  const started = recorded(happened('TransferStarted', data), 0)
  const { facts } = viewOf(incidentTopic('INC-1'), [started], corrections.view)!
  expect(facts.map(({ name }) => name)).toEqual(['state', 'prisoners'])
})

test('a release and a breach of probation are told to the area where it matters', () => {
  for (const type of ['ReleaseNotified', 'ProbationBreached']) {
    const told = recorded(happened(type, { subject: 'M-2', areas: ['2110'] }), 0)
    expect(viewOf(incidentTopic('INC-1'), [told], corrections.view)?.areas).toEqual(['2110'])
  }
})

test('a disorder in a prison has figures, also those for which nobody has agreed on a word', () => {
  const riot = recorded(happened('PrisonSecurityIncident', { kind: 'riot', involved: 40, hostages: 1 }), 0)
  const { facts } = viewOf(incidentTopic('INC-1'), [riot], corrections.view)!
  expect(facts.map(({ about, name, statements }) => [about, name, statements[0]?.value])).toEqual([
    ['prison', 'kind', 'riot'],
    ['prison', 'involved', 40],
    ['prison', 'hostages', 1],
  ])
})

describe('a disorder in a prison', () => {
  const riot = happened('PrisonSecurityIncident', { kind: 'riot', involved: 40 }, { reference: 'D-1' })
  const over = happened('PrisonOrderRestored', { injured: 2 }, { reference: 'D-2' })
  const restore = asked('RestorePrisonOrder', { injured: 2 })

  test('is over once order is restored, until the next one begins', () => {
    given(decider).when(restore).refuses('no-disorder')
    given(decider, riot).when(restore).records('PrisonOrderRestored')
    given(decider, riot, over).when(restore).refuses('no-disorder')
    given(decider, riot, over, riot).when(restore).records('PrisonOrderRestored')
  })

  test('is over once more when that was wrong, and not when it never was', () => {
    const wrong = asked('RestorePrisonOrder', { injured: 3 }, { corrects: 'D-2' })
    given(decider, riot, over).when(wrong).records('PrisonOrderRestored')
    const observed = happened('FieldObservation', {}, { reference: 'D-2' })
    given(decider, observed).when(wrong).refuses('no-disorder')
    given(decider, riot, over, happened('ReportRetracted', {}, { retracts: 'D-2' }))
      .when(restore)
      .records('PrisonOrderRestored')
    given(decider, riot, happened('ReportRetracted', {}, { retracts: 'D-1' }))
      .when(restore)
      .refuses('no-disorder')
  })

  test('ends its incident, unless somebody got out meanwhile', () => {
    const after = (...told: readonly ReturnType<typeof happened>[]) =>
      viewOf(
        incidentTopic('INC-1'),
        told.map((one, index) => recorded(one, index)),
        corrections.view,
      )
    const escaped = happened('PrisonerEscapeReported', { subjects: ['P-1'] })
    expect(after(riot)).toMatchObject({ kind: 'prison-disorder', status: 'active' })
    expect(after(riot, over)?.status).toBe('resolved')
    expect(after(riot, over, riot)?.status).toBe('active')
    expect(after(riot, escaped, over)?.status).toBe('active')
    expect(after(riot, over)?.facts.map(({ name }) => name)).toEqual(['kind', 'involved', 'injured'])
  })
})

test('one person or several, under whichever name they are given', () => {
  const out = happened('PrisonerEscapeReported', { subjects: ['P-1', 'P-2'] })
  given(decider, out)
    .when(asked('RestoreCustody', { subject: 'P-1' }))
    .records('CustodyRestored')
  given(decider, out)
    .when(asked('RestoreCustody', { subject: 'P-9' }))
    .refuses('never-out')
  const [restored] = corrections.events.filter(({ type }) => type === 'CustodyRestored')
  expect(restored!.data.safeParse({}).success).toBe(false)
})
