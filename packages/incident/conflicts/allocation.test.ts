import { happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { speak } from '../agency-definition.ts'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic, type Topic, unitTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'
import { decidedJointly, decisions as vocabulary } from '../vocabulary/decisions.ts'
import { allocationsIn, useMeant, viewAfterDecisions } from './allocation.ts'
import { conflictsOf } from './conflicts-of.ts'

const { view: meaning } = speak(agreed, { ...vocabulary, view: decidedJointly as never })

type Told = readonly [minute: number, stream: string, type: string, details: object]

const binds = (minute: number, incident: string, use: object, named: object = { unit: 'B-14' }): Told => [
  ...([minute, `border-${incident}`, 'ResourceCommitted', { ...use, personnel: 14, ...named }] as const),
]
const frees = (minute: number, incident: string, use: object, people: object): Told => [
  ...([minute, `border-${incident}`, 'ResourceReleased', { ...use, ...people }] as const),
]
const decides = (minute: number, incident: string, details: object): Told => [
  ...([
    minute,
    `centre-${incident}`,
    'DecisionRecorded',
    { unit: 'B-14', basis: ['A'], ...details },
  ] as const),
]

/** What is known after agencies told this: a topic after the decisions, and the conflicts of a unit. */
const given = (...told: readonly Told[]) => {
  const events = told.map(([minute, stream, type, details], index) => {
    const occurredAt = `2025-04-01T00:${String(minute).padStart(2, '0')}:00Z`
    const said = happened(type, details, {
      agency: stream.split('-')[0]!,
      occurredAt,
      reference: `R-${minute}`,
    })
    return recorded(said, index, undefined, stream)
  })
  const inForce = (topic: Topic) =>
    events.filter((event) => {
      const home = incidentTopic(event.stream.slice(event.stream.indexOf('-') + 1))
      return meaning(event).some((change) => (change.topic ?? home) === topic)
    })
  const plain = (topic: Topic) => viewOf(topic, inForce(topic), meaning)
  const decisions = [...new Set(told.map(([, stream]) => stream.slice(stream.indexOf('-') + 1)))]
    .flatMap((incident) => plain(incidentTopic(incident))?.decisions ?? [])
    .filter((one, at, all) => all.findIndex(({ source }) => source.event === one.source.event) === at)
  const after = (topic: Topic) => {
    const before = plain(topic)
    const allocations = before && allocationsIn(before, decisions, plain)
    return allocations && viewAfterDecisions(topic, inForce(topic), meaning, allocations)
  }
  const bound = (topic: Topic) =>
    after(topic)?.commitments.map(({ use, unit, personnel }) => [use, unit, personnel]) ?? []
  return {
    in: (incident: string) => bound(incidentTopic(incident)),
    of: (unit: string) => bound(unitTopic('border', unit)),
    requests: (incident: string) => after(incidentTopic(incident))?.requests.map(({ state }) => state),
    conflicts: (unit: string) =>
      conflictsOf(after(unitTopic('border', unit))!, decisions, (incident) =>
        after(incidentTopic(incident)),
      ).map((one) => ({
        parties: one.parties.map((party) => ('use' in party ? [party.use, party.personnel] : [])),
        settled: one.settled?.source.reference,
      })),
  }
}

const t2 = { task: 'T2' }
const r1 = { request: 'R1' }
const nameless = { unit: undefined }
const twice = [binds(1, 'OP', t2), binds(2, 'FIRE', r1)]
const eightAndSix = decides(3, 'OP', { t2: 8, r1: 6 })

describe('after a decision on who stays where', () => {
  test('so many are bound as were decided, wherever that was, and by whatever name of a use', () => {
    for (const details of [
      { t2: 8, r1: 6 },
      { allocations: [{ use: 'T2', personnel: 8 }, { use: 'R1', personnel: 6 }] }, // biome-ignore format: short
      { agency: 'border', allocations: [{ use: 'OP/T2', personnel: 8 }, { use: 'fire/r1', personnel: 6 }] }, // biome-ignore format: short
    ]) {
      const told = given(...twice, decides(3, 'OP', details))
      expect(told.in('OP')).toEqual([['OP/T2', 'B-14', 8]])
      expect(told.in('FIRE')).toEqual([['FIRE/R1', 'B-14', 6]])
      expect(told.of('B-14')).toEqual([
        ['OP/T2', 'B-14', 8],
        ['FIRE/R1', 'B-14', 6],
      ])
    }
  })

  test('a release of those who went leaves nobody there, and the request is over', () => {
    const asked: Told = [0, 'emergency-FIRE', 'ResourceRequested', { request: 'R1', personnel: 14 }]
    const told = given(asked, ...twice, eightAndSix, frees(4, 'FIRE', r1, { unit: 'B-14', personnel: 6 }))
    expect(told.in('FIRE')).toEqual([])
    expect(told.requests('FIRE')).toEqual(['released'])
    expect(told.in('OP')).toEqual([['OP/T2', 'B-14', 8]])
  })

  test('those of whom nobody said which they are, are the unit where it says so', () => {
    const told = given(binds(1, 'OP', t2, nameless), binds(2, 'FIRE', r1), eightAndSix)
    expect(told.in('OP')).toEqual([['OP/T2', 'B-14', 8]])
    expect(told.conflicts('~14')).toEqual([
      { parties: [['OP/T2', 14], ['FIRE/R1', 14]], settled: 'R-3' }, // biome-ignore format: short
    ])
    const others = given(binds(1, 'OP', { task: 'T9' }, nameless), ...twice, eightAndSix)
    expect(others.in('OP')).toContainEqual(['OP/T9', undefined, 14])
  })

  test('the unit is bound to nothing that it does not name', () => {
    const told = given(...twice, decides(3, 'OP', { t2: 14 }))
    expect(told.in('FIRE')).toEqual([])
    expect(given(...twice, decides(3, 'OP', { t2: 14, r1: 0 })).in('FIRE')).toEqual([])
  })

  test('it is bound to what it had not been before, and a request is met by it', () => {
    const asked: Told = [0, 'emergency-OP', 'ResourceRequested', { request: 'R9', personnel: 6 }]
    const told = given(asked, binds(1, 'OP', t2), decides(3, 'OP', { t2: 8, R9: 6 }))
    expect(told.in('OP')).toContainEqual(['OP/R9', 'B-14', 6])
    expect(told.requests('OP')).toEqual(['committed'])
    const elsewhere = { agency: 'border', allocations: [{ use: 'FIRE/R1', personnel: 6 }] }
    expect(given(binds(1, 'OP', t2), decides(3, 'OP', elsewhere)).in('FIRE')).toEqual([
      ['FIRE/R1', 'B-14', 6],
    ])
  })

  test('what was committed before it stays as it was then', () => {
    expect(given(...twice, eightAndSix).conflicts('B-14')).toEqual([
      { parties: [['OP/T2', 14], ['FIRE/R1', 14]], settled: 'R-3' }, // biome-ignore format: short
    ])
  })

  test('whoever is bound once more is in conflict with those who stay, as many as there are', () => {
    expect(given(...twice, eightAndSix, binds(5, 'NEXT', t2)).conflicts('B-14')).toEqual([
      { parties: [['OP/T2', 14], ['FIRE/R1', 14]], settled: 'R-3' }, // biome-ignore format: short
      { parties: [['OP/T2', 8], ['FIRE/R1', 6], ['NEXT/T2', 14]], settled: undefined }, // biome-ignore format: short
    ])
  })

  test('a conflict that was decided the moment it began is kept as well', () => {
    expect(given(...twice, decides(2, 'OP', { t2: 8, r1: 6 })).conflicts('B-14')).toEqual([
      { parties: [['OP/T2', 14], ['FIRE/R1', 14]], settled: 'R-2' }, // biome-ignore format: short
    ])
  })

  test('those who are let go at that moment go from what was decided', () => {
    const gone = frees(3, 'FIRE', r1, { unit: 'B-14', personnel: 6 })
    expect(given(...twice, gone, eightAndSix).in('FIRE')).toEqual([])
  })
})

test('a decision is on no unit of another name, and of no other agency than it names', () => {
  for (const details of [{ unit: 'B-15' }, { agency: 'police' }]) {
    const told = given(...twice, decides(3, 'OP', { t2: 8, r1: 6, ...details }))
    expect(told.in('FIRE')).toEqual([['FIRE/R1', 'B-14', 14]])
  }
})

test.each([
  ['in the incident of the decision first', 'T1', ['A/T1', 'B/T1'], 'B/T1'],
  ['elsewhere, where one alone is called so', 'r1', ['A/R1', 'B/T1'], 'A/R1'],
  ['here, where several elsewhere are', 'R1', ['A/R1', 'C/R1'], 'B/R1'],
  ['by its whole name', 'a/r1', ['A/R1', 'B/R1'], 'A/R1'],
  ['without its hyphens', 'rq1', ['A/RQ-1', 'B/T1'], 'A/RQ-1'],
  ['with its hyphens first', 'RQ1', ['A/RQ-1', 'A/RQ1'], 'A/RQ1'],
  ['as it is told, where nobody is bound to it', 'C/R7', ['A/R1'], 'C/R7'],
])('the use that is meant is looked for %s', (_, told, known, meant) => {
  expect(useMeant(told, 'B', known)).toBe(meant)
})
