import { incidentTopic, viewOf } from '@concord/incident'
import { asked, given, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { emergency } from './agency.ts'
import { detectionKey } from './hotspot.ts'

const { decider } = emergency

describe('a satellite batch', () => {
  test('is not given back after it was delivered again: each detection counts once', () => {
    const batch = (reference: string, hour: string, envelope: object = {}) =>
      happened('HotspotBatchIngested', { detections: [kept(seen(hour))] }, { reference, ...envelope })
    const retracted = (retracts: string, reference: string) =>
      happened('ReportRetracted', {}, { retracts, reference })
    const giveBack = asked('RetractReport', {}, { retracts: 'R' })
    const past = [batch('A', '10'), retracted('A', 'R')]
    given(decider, ...past)
      .when(giveBack)
      .records('ReportRetracted')
    given(decider, ...past, batch('B', '11'))
      .when(giveBack)
      .records('ReportRetracted')
    given(decider, ...past, batch('B', '10'))
      .when(giveBack)
      .refuses('delivered-again')
    // Whoever tells it: an older system may have counted twice, the joint record does not.
    const imported = { recordedAt: '2025-04-23T04:00:00Z', system: 'older', by: 'duty' }
    given(decider, ...past, batch('B', '10'))
      .when({ ...giveBack, context: { ...giveBack.context, imported } })
      .refuses('delivered-again')
    given(decider, ...past, batch('B', '10'), retracted('B', 'S'))
      .when(giveBack)
      .records('ReportRetracted')
    // What corrected it goes when it is given back, and is not counted beside it.
    given(decider, batch('A', '10'), batch('R', '10', { corrects: 'A' }))
      .when(giveBack)
      .records('ReportRetracted')
  })

  const seen = (minute: string, lat = 48.5) => ({
    lat,
    lon: 112.1,
    acquiredAt: `2025-04-23T02:${minute}:00Z`,
    satellite: 'T',
    confidence: 62,
  })
  const kept = (detection: ReturnType<typeof seen>) => ({ ...detection, key: detectionKey(detection) })
  const ingest = (...detections: readonly unknown[]) =>
    asked('IngestHotspotBatch', { file: 'B.csv', detections })

  test('keeps each detection once and counts the others', () => {
    const before = happened('HotspotBatchIngested', { detections: [kept(seen('10'))] }, { reference: 'A' })
    given(decider, before)
      .when(ingest(seen('10'), seen('20'), seen('20'), seen('20', 48.6)))
      .records([
        'HotspotBatchIngested',
        {
          file: 'B.csv',
          rows: 4,
          new: 2,
          duplicates: 2,
          detections: [kept(seen('20')), kept(seen('20', 48.6))],
        },
      ])
  })

  test('that was taken back leaves its detections to the next', () => {
    const before = happened('HotspotBatchIngested', { detections: [kept(seen('10'))] }, { reference: 'A' })
    const retraction = happened('ReportRetracted', {}, { retracts: 'A' })
    given(decider, before, retraction)
      .when(ingest(seen('10')))
      .records([
        'HotspotBatchIngested',
        { file: 'B.csv', rows: 1, new: 1, duplicates: 0, detections: [kept(seen('10'))] },
      ])
  })

  test('that is in force again, its correction having been taken back, counts once', () => {
    const first = happened('HotspotBatchIngested', { detections: [kept(seen('10'))] }, { reference: 'A' })
    const wrong = happened(
      'HotspotBatchIngested',
      { detections: [kept(seen('10')), kept(seen('20'))] },
      { reference: 'B', corrects: 'A' },
    )
    given(decider, first, wrong, happened('ReportRetracted', {}, { retracts: 'B' }))
      .when(ingest(seen('10'), seen('20')))
      .records([
        'HotspotBatchIngested',
        { file: 'B.csv', rows: 2, new: 1, duplicates: 1, detections: [kept(seen('20'))] },
      ])
  })

  test('that replaces another one keeps what both saw', () => {
    const first = happened('HotspotBatchIngested', { detections: [kept(seen('10'))] }, { reference: 'A' })
    given(decider, first)
      .when(asked('IngestHotspotBatch', { file: 'B.csv', detections: [seen('10')] }, { corrects: 'A' }))
      .records([
        'HotspotBatchIngested',
        { file: 'B.csv', rows: 1, new: 1, duplicates: 0, detections: [kept(seen('10'))] },
      ])
  })

  test('of which only the numbers are known is taken as it is', () => {
    const numbers = { file: 'A.csv', rows: 364, new: 364 }
    given(decider).when(asked('IngestHotspotBatch', numbers)).records(['HotspotBatchIngested', numbers])
  })

  test('is the same detection whatever the offset of its time', () => {
    expect(detectionKey({ ...seen('10'), acquiredAt: '2025-04-23T10:10:00+08:00' })).toBe(
      detectionKey(seen('10')),
    )
  })
})

describe('a fire', () => {
  const status = happened('FireStatusReported', { areaHa: 1900 }, { reference: 'F-1' })
  const out = happened('FireOut', { areaHa: 1480 })

  test('is corrected by naming what was wrong', () => {
    given(decider, status)
      .when(asked('CorrectFireStatus', { areaHa: 1250 }))
      .refuses('nothing-corrected')
    given(decider, status)
      .when(asked('CorrectFireStatus', { areaHa: 1250 }, { corrects: 'F-1' }))
      .records('FireStatusCorrected')
  })

  test('has its area in hectares, however it was written', () => {
    const area = (data: object) =>
      emergency
        .view(recorded(happened('FireStatusReported', data), 0))
        .find(({ change }) => change === 'fact')
    expect(area({ areaKm2: 12.5 })).toMatchObject({ name: 'areaHa', value: 1250, unit: 'ha' })
    expect(area({ areaHa: 1251, areaKm2: 12.5 })).toMatchObject({ name: 'areaHa', value: 1251 })
  })

  test('that is out has no further status, unless it burns anew', () => {
    given(decider).when(asked('ReportFireOut')).refuses('no-fire')
    given(decider, status, out)
      .when(asked('ReportFireStatus', { areaHa: 2000 }))
      .refuses('fire-out')
    const observed = happened('FieldObservation', {}, { reference: 'O' })
    given(decider, observed, status, out)
      .when(asked('ReportFireContained', {}, { corrects: 'O' }))
      .refuses('fire-out')
    given(decider, status, out, happened('FireReported', {}))
      .when(asked('ReportFireStatus', { areaHa: 2 }))
      .records('FireStatusReported')
  })

  test('with an area code burns on our soil; without one nobody knows', () => {
    const soilOf = (data: object) =>
      viewOf(
        incidentTopic('INC-1'),
        [recorded(happened('FireReported', data), 0)],
        emergency.view,
      )?.facts.find(({ name }) => name === 'onOwnSoil')?.statements[0]?.value
    expect(soilOf({ soum: '2110' })).toBe(true)
    expect(soilOf({ lat: 49.6, lon: 112.5 })).toBeUndefined()
    expect(soilOf({ soum: '2110', onOwnSoil: false })).toBe(false)
  })
})

test('an alert is updated or cancelled after it was issued', () => {
  const issued = happened('PublicAlertIssued', { capIdentifier: 'N-1' })
  given(decider)
    .when(asked('CancelPublicAlert', { capIdentifier: 'N-1' }))
    .refuses('unknown-alert')
  given(decider, issued)
    .when(asked('CancelPublicAlert', { capIdentifier: 'N-2', replaces: 'N-1' }))
    .records('PublicAlertCancelled')
})

test('a flood has figures, a beginning and an end', () => {
  const story = [
    happened('FloodReported', { soum: '2110', waterLevelCm: 310, severity: 'Severe' }),
    happened('FloodStatusReported', { waterLevelCm: 280, evacuated: 40 }),
    happened('FloodOver', { waterLevelCm: 120 }),
  ].map((told, index) => recorded(told, index))
  const view = viewOf(incidentTopic('INC-1'), story, emergency.view)
  expect(view).toMatchObject({ kind: 'flood', severity: 'Severe', status: 'resolved', areas: ['2110'] })
  const level = view?.facts.find(({ about, name }) => about === 'flood' && name === 'waterLevelCm')
  expect(level?.statements).toMatchObject([{ value: 120, unit: 'cm' }])
  given(decider, happened('FireReported', {}, { reference: 'X' }))
    .when(asked('CorrectFloodStatus', {}, { corrects: 'X' }))
    .refuses('nothing-corrected')
})

test('the numbers of a flood or a fire for which nobody has agreed on a word are facts about it all the same', () => {
  const story = [
    happened('FloodStatusReported', { gaugeCm: 412, district: 12 }),
    happened('FireStatusReported', { areaKm2: 4, engines: 3 }),
  ].map((told, index) => recorded(told, index))
  const view = viewOf(incidentTopic('INC-1'), story, emergency.view)
  expect(view?.facts).toMatchObject([
    { about: 'flood', name: 'gaugeCm', statements: [{ value: 412, unit: 'cm' }] },
    { about: 'fire', name: 'areaHa', statements: [{ value: 400 }] },
    { about: 'fire', name: 'engines', statements: [{ value: 3 }] },
  ])
  expect(view?.areas).toEqual(['12'])
})
