import type { Mode, RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic, type Topic, unitTopic } from '../changes/topic.ts'
import type { IncidentViews } from '../conflicts/conflict.ts'
import { conflictsOf } from '../conflicts/conflicts-of.ts'
import { anyLog, audience, READER } from '../testing/random-log.ts'
import { eventsInForce, type Moment, viewOf } from './as-of.ts'

const topic = incidentTopic('INC-1')
const unit = unitTopic('police', 'P-4')
const viewIn = (log: readonly RecordedEvent[], of: Topic = topic, reader = READER, moment: Moment = {}) =>
  viewOf(of, eventsInForce(log, reader, audience, moment), agreed.view)

/** Nobody has heard of any incident. */
const unheard: IncidentViews = () => undefined

const contents = [
  ['FactStated', { about: 'coach', name: 'dead', value: 3 }],
  ['FactStated', { about: 'coach', name: 'dead', value: 4 }],
  ['IncidentAcknowledged', {}],
  ['IncidentStatusReported', { status: 'active' }],
  ['TaskAccepted', { task: 'T1', personnel: 4, unit: 'P-4' }],
  ['TaskCompleted', { task: 'T1' }],
  ['ResourceCommitted', { request: 'R1', personnel: 4, unit: 'P-4' }],
  ['IncidentsLinked', { a: 'INC-1', b: 'INC-2', relation: 'RELATED' }],
  ['FieldObservation', {}],
] as const

const log = anyLog(contents)

const moment: fc.Arbitrary<Moment> = fc.record({
  known: fc.option(
    fc.nat(24).map((position) => ({ position: BigInt(position) })),
    { nil: undefined },
  ),
  valid: fc.option(
    fc.nat(9).map((minute) => `2025-04-01T00:0${minute}:00Z`),
    { nil: undefined },
  ),
})

describe('for any log, reader and moment', () => {
  test.each([
    ['what is played or tested changes nothing that is real', 'operational', ['operational']],
    ['what is tested changes nothing that is played', 'exercise', ['operational', 'exercise']],
  ] as const)('%s', (_, mode, kept) => {
    const ofMode = (view: ReturnType<typeof viewIn>) => (view?.mode === mode ? view : undefined)
    fc.assert(
      fc.property(
        log,
        moment,
        fc.constantFrom(topic, unit),
        fc.constantFrom('watch', 'police', 'stranger'),
        (events, at, of, reader) => {
          const without = events.filter(({ envelope }) => (kept as readonly Mode[]).includes(envelope.mode))
          expect(ofMode(viewIn(events, of, reader, at))).toEqual(ofMode(viewIn(without, of, reader, at)))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('in the picture', () => {
  const told = (...all: readonly Readonly<Parameters<typeof happened>>[]) =>
    all.map((one, index) =>
      recorded(happened(one[0], one[1], { agency: 'police', ...one[2] }), index, new Map(), 'police-INC-1'),
    )
  const dead = (value: number) => ({ about: 'coach', name: 'dead', value })
  const played = { mode: 'exercise' } as const
  const valueIn = (events: readonly RecordedEvent[]) => viewIn(events)?.facts[0]?.statements[0]?.value

  test('what is played in a real incident is in force and makes nothing of it', () => {
    const events = told(['FactStated', dead(1)], ['FactStated', dead(40), played])
    expect(eventsInForce(events, 'watch', audience, {})).toHaveLength(2)
    expect(viewIn(events)).toMatchObject({ mode: 'operational', events: 1 })
    expect(valueIn(events)).toBe(1)
  })

  test('what is played alone makes the played picture, until the first real event', () => {
    const events = told(['FactStated', dead(40), played], ['FieldObservation', {}])
    expect(viewIn(events.slice(0, 1))).toMatchObject({ mode: 'exercise' })
    expect(valueIn(events.slice(0, 1))).toBe(40)
    expect(viewIn(events)).toMatchObject({ mode: 'operational', facts: [], events: 1 })
  })

  test('an exercise is played throughout: that it was planned is real and does not end its picture', () => {
    const events = told(['IncidentStatusReported', { status: 'active' }, played]).concat(
      recorded(happened('FieldObservation'), 1, new Map(), 'exercise-INC-1'),
    )
    expect(viewIn(events)).toMatchObject({ mode: 'exercise', status: 'active', events: 2 })
  })

  test('a played commitment of people is in no conflict with a real one', () => {
    const bound = { personnel: 4, unit: 'P-4' }
    const real = ['TaskAccepted', { task: 'T1', ...bound }] as const
    const conflictsIn = (envelope: object) =>
      conflictsOf(
        viewIn(told(real, ['ResourceCommitted', { request: 'R1', ...bound }, envelope]), unit)!,
        [],
        unheard,
      )
    expect(conflictsIn({})).toHaveLength(1)
    expect(conflictsIn(played)).toEqual([])
  })

  test('a played decision settles no real conflict', () => {
    const bound = { personnel: 4, unit: 'P-4' }
    const view = viewIn(
      told(['TaskAccepted', { task: 'T1', ...bound }], ['ResourceCommitted', { request: 'R1', ...bound }]),
      unit,
    )!
    const decision = (mode: Mode) => ({
      ...{ decision: 'T1 first', rationale: undefined, basis: [], allocations: [], unit: { unit: 'P-4' } },
      since: '2025-04-02T00:00:00Z',
      source: { ...view.last.source, mode },
    })
    const settledBy = (mode: Mode) => conflictsOf(view, [decision(mode)], unheard)[0]?.settled !== undefined
    expect([settledBy('operational'), settledBy('exercise')]).toEqual([true, false])
  })
})
