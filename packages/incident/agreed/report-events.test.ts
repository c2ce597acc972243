import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { incidentTopic } from '../changes/topic.ts'
import type { IncidentViews } from '../conflicts/conflict.ts'
import { conflictsOf } from '../conflicts/conflicts-of.ts'
import { evolveTopic } from '../fold/evolve-topic.ts'
import type { TopicView } from '../fold/topic-view.ts'
import { agreed } from './agreed-view.ts'

const topic = incidentTopic('COACH')

/** Nobody has heard of any incident. */
const unheard: IncidentViews = () => undefined

const pictureOf = (...told: readonly ReturnType<typeof happened>[]): TopicView =>
  told
    .map((one, index) => recorded(one, index, undefined, `${one.envelope.agency}-COACH`))
    .reduce<TopicView | undefined>(
      (view, event) => evolveTopic(view, topic, event, agreed.view(event)),
      undefined,
    )!

test('two agencies that count the dead differently contradict each other, whatever their reports are called', () => {
  const view = pictureOf(
    happened('CasualtiesReported', { dead: 1, injured: 9 }, { agency: 'police' }),
    happened('ReportFiled', { reportType: 'TriageReported', dead: 3, injured: 9 }, { agency: 'emergency' }),
  )
  expect(conflictsOf(view, [], unheard)).toMatchObject([{ kind: 'fact', about: 'casualties', name: 'dead' }])
})

test('figures about different groups of people do not contradict each other', () => {
  const view = pictureOf(
    happened('CasualtiesReported', { about: 'coach', dead: 1 }, { agency: 'police' }),
    happened('CasualtiesReported', { about: 'lorry', dead: 0 }, { agency: 'emergency' }),
  )
  expect(conflictsOf(view, [], unheard)).toEqual([])
})

test('a report without a type of its own says where and of what kind, and keeps its words uninterpreted', () => {
  const view = pictureOf(
    happened(
      'ReportFiled',
      {
        reportType: 'AccidentReported',
        kind: 'traffic-accident',
        lat: 50.6,
        lon: 92.4,
        areas: ['8564'],
        road: 'A0304',
      },
      { agency: 'police' },
    ),
  )
  expect(view).toMatchObject({
    kind: 'traffic-accident',
    place: { lat: 50.6, lon: 92.4 },
    areas: ['8564'],
    facts: [],
    status: 'reported',
  })
})

test('the numbers of such a report are facts about what it is called after, and a correction is about the same', () => {
  const view = pictureOf(
    happened(
      'ReportFiled',
      { reportType: 'RoadStatusReported', stranded: 41, closedKm: 12, lat: 49.1, lon: 89.6 },
      { agency: 'emergency' },
    ),
    happened('ReportFiled', { reportType: 'RoadStatusCorrected', stranded: 34 }, { agency: 'emergency' }),
  )
  expect(view.facts).toMatchObject([
    { about: 'road', name: 'stranded', statements: [{ agency: 'emergency', value: 34 }] },
    { about: 'road', name: 'closedKm', statements: [{ value: 12, unit: 'km' }] },
  ])
})

test('two agencies that give another number under the same word contradict each other', () => {
  const view = pictureOf(
    happened('ReportFiled', { reportType: 'RoadReported', stranded: 41 }, { agency: 'emergency' }),
    happened('ReportFiled', { reportType: 'RoadReported', stranded: 34 }, { agency: 'police' }),
  )
  expect(conflictsOf(view, [], unheard)).toMatchObject([{ kind: 'fact', about: 'road', name: 'stranded' }])
})
