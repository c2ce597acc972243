import type { RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsInForce } from '../fold/as-of.ts'
import { anyLog, audience, READER } from '../testing/random-log.ts'
import { type Disowning, disowningsIn, type StreamWithLost } from './disownings.ts'

const STREAM = 'police-INC-1'
const seesByMarking: StreamWithLost['seesByMarking'] = (_, { tlp }) => tlp === 'GREEN'

/** A log in which police lost what they recorded from one place on to another, and what is still to be recorded for it. */
const lostBetween = (log: readonly RecordedEvent[], from: number, to: number) => {
  const ofPolice = log.filter(({ stream }) => stream === STREAM)
  const lost = ofPolice.filter(({ revision }) => revision >= from && revision < to)
  const standing = ofPolice.filter((event) => !lost.includes(event))
  return { lost, standing, missing: disowningsIn({ standing, lost, seesByMarking }) }
}

const recordedAfter = (log: readonly RecordedEvent[], disownings: readonly Disowning[]) =>
  disownings.map(({ type, data, ...envelope }, index) =>
    recorded(happened(type, data, { ...envelope, agency: 'police' }), log.length + index, new Map(), STREAM),
  )

describe('for any log and anything lost in it', () => {
  const anyLoss = fc.tuple(
    anyLog([0, 1, 2].map((value) => ['FactStated', { about: 'fire', name: 'areaHa', value }] as const)),
    fc.nat(24),
    fc.nat(24),
  )

  test('what a reader knows of the rest is as if it had never been recorded', () => {
    fc.assert(
      fc.property(anyLoss, fc.constantFrom('police', READER, 'border'), ([log, from, to], reader) => {
        const { lost, missing } = lostBetween(log, from, to)
        const disowned = recordedAfter(log, missing)
        const known = eventsInForce([...log, ...disowned], reader, audience, {})
        const without = log.filter((event) => !lost.includes(event))
        expect(known.filter((event) => !disowned.includes(event))).toEqual(
          eventsInForce(without, reader, audience, {}),
        )
      }),
      { numRuns: 3_000 },
    )
  })

  test('once it is disowned, nothing is missing any more', () => {
    fc.assert(
      fc.property(anyLoss, ([log, from, to]) => {
        const { lost, standing, missing } = lostBetween(log, from, to)
        const disowned = recordedAfter(log, missing)
        expect(disowningsIn({ standing: [...standing, ...disowned], lost, seesByMarking })).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('where nothing was lost, nothing is to be done', () => {
    fc.assert(
      fc.property(anyLoss, ([log]) => {
        expect(lostBetween(log, 0, 0).missing).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

test('what a thief wrote that is no release is taken back as anything else is', () => {
  const forged = recorded(
    happened('ReleaseGranted', { event: 7 }, { agency: 'police' }),
    0,
    new Map(),
    STREAM,
  )
  expect(disowningsIn({ standing: [], lost: [forged], seesByMarking })).toMatchObject([
    { type: 'ReportRetracted', retracts: forged.id },
  ])
})
