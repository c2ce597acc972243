import type { Moment } from '@concord/incident'
import type { Marking, Mode, StoredEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import type { ConflictPage } from '../asked/conflicts.ts'
import { positionName } from '../definition/event-order.ts'
import { indexedQuestions } from '../indexed-questions.ts'
import { instant } from '../testing/random-log.ts'
import { readSideInMemory } from '../testing/read-side-of.ts'
import { disputedFor } from './conflict-questions.ts'

const everybody: Marking = { tlp: 'GREEN' }
const owner: Marking = { tlp: 'RED' }

interface Said {
  readonly stream: string
  readonly type: string
  readonly data: unknown
  readonly marking: Marking
  readonly mode?: Mode
}

const logOf = (said: readonly Said[]): readonly StoredEvent[] =>
  said.map(({ stream, type, data, marking, mode = 'operational' }, index) => ({
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
      mode,
      marking,
    },
  }))

const stated = (agency: string, incident: number, value: number, marking: Marking, unit?: string): Said => ({
  stream: `${agency}-I${incident}`,
  type: 'FactStated',
  data: { about: 'fire', name: 'areaHa', value, ...(unit !== undefined && { unit }) },
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
  const { conflicts, conflictsOf } = indexedQuestions(models)
  const page = (
    agency: string,
    asked: { settled?: boolean; first?: number; after?: string; moment?: Moment } = {},
  ) => {
    const { settled, first = 100, after, moment = {} } = asked
    return conflicts(
      { agency },
      settled === undefined ? {} : { settled },
      after === undefined ? { first } : { first, after },
      moment,
    )
  }
  const pages = (
    agency: string,
    asked: { settled?: boolean; moment?: Moment } = {},
  ): readonly ConflictPage[] => {
    const all = [page(agency, asked)]
    while (all.at(-1)!.hasMore) all.push(page(agency, { ...asked, after: all.at(-1)!.end! }))
    return all
  }
  const topics = (agency: string) =>
    pages(agency).flatMap(({ items }) => items.map(({ conflict }) => conflict.topic))
  const of = (agency: string, incident: string) => conflictsOf({ agency }, incident, {})
  return { page, pages, topics, of }
}

/** Where a reader's conflicts are looked for. */
const disputesIn = (said: readonly Said[]) => {
  const { models, take } = readSideInMemory()
  take(logOf(said))
  return (agency: string, moment: Moment = {}) =>
    models
      .ask(agency, moment, (reading) => disputedFor(models, reading)(undefined, 100))
      .toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
}

const named = (count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => name(index))

test.each([
  ['fires of disputed size', disputedFires, (index: number) => `incident:I${index}`],
  ['units that are bound twice', unitsBoundTwice, (index: number) => `unit:alpha/B-${index}`],
])(
  'more %s than can be looked through at once come page by page, each once, and are not counted',
  (_, many, name) => {
    const { page, topics } = given(many(1_001, everybody))
    expect(page('gamma').total).toBeUndefined()
    expect(topics('gamma')).toEqual(named(1_001, name))
  },
)

test.each([
  ['fires of disputed size', disputedFires],
  ['units that are bound twice', unitsBoundTwice],
])('however many %s there are, whoever does not see both sides is told that there are none', (_, many) => {
  const none = { items: [], total: 0, hasMore: false, end: undefined }
  expect(given(many(1_001, owner)).page('gamma')).toEqual(none)
})

test.each([
  ['one leaves the unit out', undefined, 80],
  ['one has a word of their own for it', 'hectares', 80],
  ['both say the same in two units', 'km2', 0.8],
])('nothing is looked through where %s', (_, unit, value) => {
  const disputes = disputesIn([
    stated('alpha', 0, 80, everybody, 'ha'),
    stated('beta', 0, value, everybody, unit),
  ])
  expect(disputes('gamma')).toEqual([])
})

test('who leaves the unit out contradicts neither of two who contradict each other', () => {
  const disputes = disputesIn([
    stated('alpha', 0, 80, everybody, 'ha'),
    stated('beta', 0, 80, everybody),
    stated('gamma', 0, 80, everybody, 'km2'),
  ])
  expect(disputes('joc')).toEqual([{ topic: 'incident:I0', position: positionName({ position: 2n }) }])
  expect(disputes('joc', { known: { position: 1n } })).toEqual([])
})

test('what comes into dispute later stands at the end, and leaves the pages before as they were', () => {
  const fires = disputedFires(30, everybody)
  const late = [
    stated('alpha', 3, 7, everybody),
    stated('gamma', 90, 1, everybody),
    stated('joc', 90, 2, everybody),
  ]
  const [before, after] = [given(fires), given([...fires, ...late])]
  const cursors = (page: ConflictPage) => page.items.map(({ cursor }) => cursor)
  expect(cursors(after.page('gamma', { first: 10 }))).toEqual(cursors(before.page('gamma', { first: 10 })))
  expect(after.topics('gamma')).toEqual([...before.topics('gamma'), 'incident:I90'])
})

test('what was in dispute as of a position is so for ever', () => {
  const fires = [
    ...disputedFires(3, everybody),
    ...disputedFires(3, owner).map((one) => ({ ...one, stream: `${one.stream}0` })),
  ]
  const moment = { known: { position: 3n } }
  const released: Said = {
    ...fires[0]!,
    type: 'ReleaseGranted',
    data: { event: logOf(fires)[0]!.id, to: ['joc'] },
  }
  expect(disputesIn(fires.slice(0, 4))('gamma', moment)).toHaveLength(2)
  expect(disputesIn([...fires, released])('gamma', moment)).toEqual(
    disputesIn(fires.slice(0, 4))('gamma', moment),
  )
})

test('releases to others make no difference, neither to what is in dispute nor to where it stands', () => {
  const said = [
    ...disputedFires(3, owner).toSpliced(4, 0, stated('gamma', 1, 5, everybody)),
    // Both see that two agencies agree, and only one of them the third.
    ...['alpha', 'joc'].map((agency) => stated(agency, 9, 3, everybody)),
    stated('beta', 9, 4, owner),
  ]
  const released = logOf(said)
    .filter(({ metadata }) => (metadata as { marking: Marking }).marking === owner)
    .map(
      ({ id, stream }): Said => ({
        ...{ stream, type: 'ReleaseGranted', marking: owner },
        data: { event: id, to: ['gamma'] },
      }),
    )
  const [before, after] = [disputesIn(said), disputesIn([...said, ...released])]
  expect(before('joc')).toEqual([{ topic: 'incident:I1', position: positionName({ position: 4n }) }])
  expect(after('joc')).toEqual(before('joc'))
  expect(after('gamma').map(({ topic }) => topic)).toEqual([
    'incident:I0',
    'incident:I1',
    'incident:I2',
    'incident:I9',
  ])
})

test('people told by their name and by their number are in one conflict, told by name', () => {
  const nameless = { request: 'R2', personnel: 14 }
  const { topics } = given([
    bound(0, 'R1', everybody),
    { ...bound(0, 'R2', everybody), data: { request: 'R2', unit: 'B-0' } },
    { ...bound(0, 'R2', everybody), data: nameless },
  ])
  expect(topics('gamma')).toEqual(['unit:alpha/B-0'])
})

test.each([
  ['fires', disputedFires],
  ['units', unitsBoundTwice],
])('what is played of %s is in nobody’s way, and is told of with its exercise', (_, many) => {
  const played = many(1_001, everybody).map((one): Said => ({ ...one, mode: 'exercise' }))
  const real = disputedFires(1, everybody).map((one) => ({ ...one, stream: `${one.stream}-REAL` }))
  const { page, topics, of } = given([...played, ...real])
  expect(topics('gamma')).toEqual(['incident:I0-REAL'])
  expect(page('gamma').total).toBe(1)
  expect(of('gamma', played[0]!.stream.replace('alpha-', ''))).toHaveLength(1)
})

test('what a played report says otherwise than a real one contradicts nothing', () => {
  const [real, other] = disputedFires(1, everybody)
  expect(disputesIn([real!, { ...other!, mode: 'exercise' }])('gamma')).toEqual([])
})

test('what was settled for a unit is kept in an incident that is closed, where nobody is bound any more', () => {
  const decided: Said = {
    ...{ stream: 'joc-OP', type: 'DecisionRecorded', marking: everybody },
    data: { unit: 'B-0' },
  }
  const closed: Said = { stream: 'joc-U0R1', type: 'IncidentClosed', data: {}, marking: everybody }
  const { of } = given([...unitsBoundTwice(1, everybody), decided, closed])
  const settledIn = (incident: string) => of('gamma', incident).map(({ settled }) => settled !== undefined)
  expect(settledIn('U0R1')).toEqual([true])
  expect(settledIn('U0R2')).toEqual([true])
  expect(settledIn('U9R9')).toEqual([])
})

test('what was released may be a second side for anybody', () => {
  const released: Said = {
    stream: 'beta-I0',
    type: 'ReleaseGranted',
    data: { event: logOf(disputedFires(1, owner))[1]!.id, to: ['gamma'] },
    marking: everybody,
  }
  const { topics } = given([...disputedFires(1, owner), released])
  expect(topics('gamma')).toEqual(['incident:I0'])
  expect(topics('joc')).toEqual([])
})

test('however often two agencies state the same of a fire, each further event is held against one claim of each', () => {
  const { side, take } = readSideInMemory()
  const again = Array.from({ length: 20 }, () => [
    stated('alpha', 1, 3, everybody),
    stated('beta', 1, 3, everybody),
  ])
  take(logOf(again.flat()))
  const claimed = side.projections[0]!.database.prepare('SELECT by, claim FROM claimed').all()
  expect(claimed.map(({ by }) => by)).toEqual(['alpha', 'beta'])
  side.close()
})
