import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { eventsInForce, viewOf } from './as-of.ts'
import { toldAgain } from './told-again.ts'

interface Told {
  readonly reportType: string
  readonly [figure: string]: string | number
}

/** What is known of a flood after reports that each put the one before it right: each figure with its source. */
const afterCorrections = (...reports: readonly Told[]) => {
  const ids = new Map<string, string>()
  const events = reports.map((told, index) => {
    const corrects = index > 0 ? { corrects: `R${index - 1}` } : {}
    const event = recorded(
      happened('ReportFiled', told, { reference: `F-${index}`, ...corrects }),
      index,
      ids,
      'police-INC-1',
    )
    ids.set(`R${index}`, event.id)
    return event
  })
  const meaning = toldAgain(agreed.view, ({ envelope }) => events.find(({ id }) => id === envelope.corrects))
  const view = viewOf(
    incidentTopic('INC-1'),
    eventsInForce(events, 'centre', () => true, {}),
    meaning,
  )!
  return view.facts.map(({ name, statements: [only] }) => [name, only!.value, only!.source.reference])
}

const flood = { reportType: 'FloodReported', areaHa: 4200, levelCm: 790, evacuated: 340 }

test('a figure that is put right leaves the others of its report as they were told, on the word of that report', () => {
  expect(afterCorrections(flood, { reportType: 'FloodCorrected', areaHa: 3650 })).toEqual([
    ['areaHa', 3650, 'F-1'],
    ['evacuated', 340, 'F-0'],
    ['levelCm', 790, 'F-0'],
  ])
})

test('a figure that was put right is left as it was told then', () => {
  const evacuated = { reportType: 'FloodCorrected', evacuated: 300 }
  expect(afterCorrections(flood, evacuated, { reportType: 'FloodCorrected', levelCm: 780 })).toEqual([
    ['levelCm', 780, 'F-2'],
    ['evacuated', 300, 'F-1'],
    ['areaHa', 4200, 'F-0'],
  ])
})

test('a figure that is told in another unit is put right by it', () => {
  expect(
    afterCorrections(flood, { reportType: 'FloodCorrected', areaKm2: 36.5, levelM: 7.8, evacuated: 300 }),
  ).toEqual([
    ['evacuated', 300, 'F-1'],
    ['areaKm2', 36.5, 'F-1'],
    ['levelM', 7.8, 'F-1'],
  ])
})

test('a correction that has none of its figures says something else in its place', () => {
  const trapped = { reportType: 'CollapseReported', injured: 3 }
  expect(afterCorrections(trapped, { reportType: 'CollapseCorrected', dead: 3 })).toEqual([
    ['dead', 3, 'F-1'],
  ])
})

test('a row of corrections is gone through, however long it is', () => {
  const row = Array.from({ length: 10_000 }, (_, index) => {
    const told = { reportType: 'FloodReported', levelCm: index, ...(index === 0 && { areaHa: 5 }) }
    const corrects = index === 0 ? {} : { corrects: `R${index - 1}` }
    return recorded(happened('ReportFiled', told, corrects), index, undefined, 'police-INC-1')
  })
  const meaning = toldAgain(agreed.view, ({ position }) => row[Number(position) - 1])
  const facts = meaning(row.at(-1)!).flatMap((one) => (one.change === 'fact' ? [[one.name, one.value]] : []))
  expect(facts).toEqual([
    ['levelCm', 9_999],
    ['areaHa', 5],
  ])
})
