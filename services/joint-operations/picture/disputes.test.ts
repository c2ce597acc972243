import type { Marking, StoredEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import { instant } from './fixtures/random-log.ts'
import { readSideInMemory } from './fixtures/read-side-of.ts'
import { indexedQuestions } from './indexed-questions.ts'
import { PictureRefused } from './picture.ts'

const everybody: Marking = { tlp: 'GREEN' }
const owner: Marking = { tlp: 'RED' }

interface Said {
  readonly stream: string
  readonly type: string
  readonly data: unknown
  readonly marking: Marking
}

const logOf = (said: readonly Said[]): readonly StoredEvent[] =>
  said.map(({ stream, type, data, marking }, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    type,
    stream,
    revision: 0,
    position: BigInt(index),
    recordedAt: instant(index),
    data,
    metadata: {
      schemaVersion: 1,
      occurredAt: instant(index),
      agency: stream.split('-')[0]!,
      actor: { subject: 's', role: 'duty-officer', agency: stream.split('-')[0]! },
      mode: 'operational',
      marking,
    },
  }))

const stated = (agency: string, incident: number, value: number, marking: Marking): Said => ({
  stream: `${agency}-I${incident}`,
  type: 'FactStated',
  data: { about: 'fire', name: 'areaHa', value },
  marking,
})

const bound = (unit: number, request: string, marking: Marking): Said => ({
  stream: `alpha-U${unit}${request}`,
  type: 'ResourceCommitted',
  data: { request, personnel: 14, unit: `B-${unit}` },
  marking,
})

/** So many fires about whose size two agencies disagree, of which the second is marked so. */
const disputedFires = (count: number, marking: Marking): readonly Said[] =>
  Array.from({ length: count }, (_, incident) => [
    stated('alpha', incident, 3, everybody),
    stated('beta', incident, 4, marking),
  ]).flat()

/** So many units bound to two requests, of which the second is marked so. */
const unitsBoundTwice = (count: number, marking: Marking): readonly Said[] =>
  Array.from({ length: count }, (_, unit) => [
    bound(unit, 'R1', everybody),
    bound(unit, 'R2', marking),
  ]).flat()

const given = (said: readonly Said[]) => {
  const { models, take } = readSideInMemory()
  take(logOf(said))
  const { conflicts } = indexedQuestions(models)
  return (agency: string, topic?: `incident:${string}`) => conflicts({ agency }, {}, topic)
}

test.each([
  ['fires of disputed size', disputedFires],
  ['units that are bound twice', unitsBoundTwice],
])(
  'more %s than can be looked through at once are refused to whoever sees them, and to nobody else',
  (_, many) => {
    const ask = given(many(1_001, owner))
    expect(ask('gamma')).toEqual([])
    expect(() => given(many(1_001, everybody))('gamma')).toThrow(PictureRefused)
  },
)

test('releases to others refuse nothing to whoever sees none of it', () => {
  const fires = disputedFires(1_001, owner)
  const released = logOf(fires)
    .filter(({ metadata }) => (metadata as { marking: Marking }).marking === owner)
    .map(
      ({ id, stream }): Said => ({
        ...{ stream, type: 'ReleaseGranted', marking: owner },
        data: { event: id, to: ['gamma'] },
      }),
    )
  const ask = given([...fires, ...released])
  expect(ask('joc')).toEqual([])
  expect(() => ask('gamma')).toThrow(PictureRefused)
})

test('one incident is answered, however many others there are', () => {
  const ask = given(disputedFires(1_001, everybody))
  expect(ask('gamma', 'incident:I7')).toHaveLength(1)
})

test('what was released may be a second side for anybody', () => {
  const released: Said = {
    stream: 'beta-I0',
    type: 'ReleaseGranted',
    data: { event: logOf(disputedFires(1, owner))[1]!.id, to: ['gamma'] },
    marking: everybody,
  }
  const ask = given([...disputedFires(1, owner), released])
  expect(ask('gamma')).toHaveLength(1)
  expect(ask('joc')).toEqual([])
})
