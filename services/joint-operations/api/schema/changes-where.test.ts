import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { subscribe } from '../testing/event-stream.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']
const border = tokenOf('border', ['commander'])
const joc = tokenOf('joc', ['analyst'])

const told = (
  position: number,
  incident: string,
  type: string,
  rest: Partial<ToldEvent> = {},
): ToldEvent => ({
  position,
  incident,
  type,
  agency: 'emergency',
  at: `2025-04-23T20:${String(position).padStart(2, '0')}:00+08:00`,
  reference: `R-${position}`,
  releaseTo: everyone,
  ...rest,
})

const opened = (area: string, lat: number) => ({
  data: { kind: 'wildfire', title: 'Fire', area, lat, lon: 112 },
})

/** A fire in one area, a fire in another, and what comes of them. */
const twoFires = tell([
  told(10, 'INC-1', 'IncidentOpened', opened('2110', 49)),
  told(20, 'INC-2', 'IncidentOpened', opened('2107', 47)),
  told(30, 'INC-1', 'IncidentAcknowledged', { agency: 'police' }),
  told(40, 'INC-2', 'IncidentStatusReported', { data: { status: 'contained' } }),
  told(50, 'INC-1', 'IncidentStatusReported', { data: { status: 'contained' } }),
])

const follow = (served: ReturnType<typeof apiOver>, as: string, where: object) =>
  subscribe(
    served,
    as,
    'subscription ($where: IncidentFilter) { changes(after: "0", where: $where) { kind event { reference } } }',
    { variables: { where } },
  )

/** What a follower is told until nothing more has come. */
const heard = async (where: object, { log = twoFires, as = border } = {}): Promise<readonly string[]> => {
  const served = apiOver(log)
  const subscription = await follow(served, as, where)
  const beating = setInterval(served.picture.beat, 1)
  const references: string[] = []
  for (;;) {
    const [sent] = await subscription.take(1)
    const { kind, event } = sent!.answer!.data.changes
    if (kind !== 'EVENT') break
    references.push(event.reference)
  }
  clearInterval(beating)
  await subscription.close()
  return references
}

test.each([
  ['in an area', { areas: ['2110'] }, ['R-10', 'R-30', 'R-50']],
  ['in a box', { box: { west: 110, south: 46, east: 114, north: 48 } }, ['R-20', 'R-40']],
  ['in which an agency takes part', { agencies: ['police'] }, ['R-30', 'R-50']],
  ['of another kind', { kinds: ['flood'] }, []],
  ['in words', { text: 'contained', areas: ['2107'] }, ['R-40']],
])('changes of incidents %s come, and no others', async (_, where, references) => {
  expect(await heard(where)).toEqual(references)
})

test('what leaves the list is told once more', async () => {
  const running = { statuses: ['REPORTED', 'ACKNOWLEDGED', 'ACTIVE'], areas: ['2110'] }
  expect(await heard(running)).toEqual(['R-10', 'R-30', 'R-50'])
  const later = tell([
    told(10, 'INC-1', 'IncidentOpened', opened('2110', 49)),
    told(20, 'INC-1', 'IncidentStatusReported', { data: { status: 'contained' } }),
    told(30, 'INC-1', 'FieldObservation', { data: { observation: 'Embers' } }),
  ])
  expect(await heard(running, { log: later })).toEqual(['R-10', 'R-20'])
})

test('an area that is withheld from the reader makes no difference to what comes', async () => {
  const withheld = tell([
    told(10, 'INC-1', 'IncidentOpened', { data: { kind: 'wildfire', title: 'Fire' } }),
    told(20, 'INC-1', 'FieldObservation', {
      agency: 'police',
      data: { observation: 'Seen from the ridge', area: '2110', lat: 49, lon: 112 },
      tlp: 'RED',
      releaseTo: ['joc'],
    }),
    told(30, 'INC-1', 'IncidentAcknowledged', { agency: 'police' }),
  ])
  expect(await heard({ areas: ['2110'] }, { log: withheld })).toEqual([])
  expect(await heard({ areas: ['2110'] }, { log: withheld, as: joc })).toContain('R-30')
})

test('a box that stands on its head is refused', async () => {
  const subscription = await follow(apiOver(twoFires), border, {
    box: { west: 0, south: 10, east: 1, north: -10 },
  })
  const [sent] = await subscription.take(1)
  expect(sent!.answer!.errors![0]!.extensions.code).toBe('BAD_INPUT')
  await subscription.close()
})
