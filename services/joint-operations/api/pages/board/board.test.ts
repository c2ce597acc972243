import { parse, validate } from 'graphql'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { roster } from '../../../../roster.ts'
import { schemaFor } from '../../schema/schema.ts'
// @ts-expect-error Plain browser code.
import { informedAgencies, releasesIn } from './informed.js'
// @ts-expect-error Plain browser code.
import { ask } from './joint-api.js'
// @ts-expect-error Plain browser code.
import { linkTo, linkToExactly, shownBy } from './link.js'
// @ts-expect-error Plain browser code.
import { asOfChosen, momentsOf, movedKnown, movedTogether, nowChosen, placeOf } from './moments.js'
// @ts-expect-error Plain browser code.
import { askPicture } from './picture.js'
// @ts-expect-error Plain browser code.
import { boxAround, leftOut, placesIn } from './places.js'
// @ts-expect-error Plain browser code.
import * as questions from './questions.js'
// @ts-expect-error Plain browser code.
import { calledBySender, span, words } from './shown.js'
// @ts-expect-error Plain browser code.
import { whose } from './token.js'

const morning = { occurredAt: '2026-01-05T08:00:00Z', knownAt: '2026-01-05T09:00:00Z' }
const noon = { occurredAt: '2026-01-05T12:00:00Z', knownAt: '2026-01-05T12:00:00Z' }
const lateNews = { occurredAt: '2026-01-05T16:30:00+08:00', knownAt: '2026-01-05T23:00:00+08:00' }
const moments = momentsOf([lateNews, noon, morning, noon])

describe('The two sliders of the board', () => {
  test('offer every moment once, in order, whatever the offsets', () => {
    expect(moments).toEqual({
      known: ['2026-01-05T09:00:00.000Z', '2026-01-05T12:00:00.000Z', '2026-01-05T15:00:00.000Z'],
      valid: ['2026-01-05T08:00:00.000Z', '2026-01-05T08:30:00.000Z', '2026-01-05T12:00:00.000Z'],
    })
  })

  test('ask for the present until one of them is moved', () => {
    expect(asOfChosen(nowChosen)).toBeUndefined()
  })

  test('together show what somebody knew at the time', () => {
    const time = movedKnown(nowChosen, moments, moments.known[0])
    expect(asOfChosen(time)).toEqual({
      known: { at: '2026-01-05T09:00:00.000Z' },
      valid: '2026-01-05T08:30:00.000Z',
    })
  })

  test('apart ask about one axis alone', () => {
    const time = movedKnown(movedTogether(nowChosen, moments, false), moments, moments.known[1])
    expect(asOfChosen(time)).toEqual({ known: { at: '2026-01-05T12:00:00.000Z' } })
  })

  test('go back to the present together', () => {
    const time = movedKnown(movedKnown(nowChosen, moments, moments.known[0]), moments, undefined)
    expect(asOfChosen(time)).toBeUndefined()
  })

  test('stand at the last moment not after the one of a link, whatever its offset, and behind all for the present', () => {
    const at = (instant?: string) => placeOf(moments.known, instant)
    expect([
      at(),
      at('2026-01-05T20:30:00+08:00'),
      at('2026-01-05T12:00:00Z'),
      at('2020-01-01T00:00:00Z'),
    ]).toEqual([3, 1, 1, 0])
  })
})

describe('A link to what the board shows', () => {
  const time = { known: '2026-01-05T16:00:00+08:00', valid: '2026-01-05T08:30:00.000Z', together: true }

  test('carries the incident, the words sought and both moments', () => {
    const shown = { selected: 'INC 7/á', search: 'diver +48', time }
    expect(shownBy(linkTo(shown))).toEqual(shown)
  })

  test('may be typed, with the offset as it is', () => {
    expect(shownBy('#incident=INC-7&known=2026-01-05T16:00:00+08:00&valid=2026-01-05T08:30:00.000Z')).toEqual(
      {
        selected: 'INC-7',
        search: undefined,
        time,
      },
    )
  })

  test('shows the present and everything where it says nothing', () => {
    expect(shownBy('')).toEqual({ selected: undefined, search: undefined, time: nowChosen })
    expect(linkTo({ time: nowChosen })).toBe('#')
  })

  test('leaves the second moment alone where only one of them is told', () => {
    expect(shownBy('#valid=2026-01-05T08:30:00Z').time.together).toBe(false)
  })

  test('to exactly this ends at the newest event that is shown, or where it ended anyhow', () => {
    const newest = '2026-01-05T12:00:00Z'
    expect(shownBy(linkToExactly({ selected: 'INC-7', time: nowChosen }, newest)).time.known).toBe(newest)
    expect(shownBy(linkToExactly({ time }, newest)).time.known).toBe(time.known)
  })
})

describe('The questions of the board', () => {
  test.each(Object.entries(questions))('%s is one that the API understands', (_, question) => {
    expect(validate(schemaFor(roster), parse(question as string))).toEqual([])
  })

  test('stand on the same two moments, and the timeline comes to its end a page at a time', async () => {
    onTestFinished(() => void vi.unstubAllGlobals())
    const asked: { readonly query: string; readonly variables: Record<string, unknown> }[] = []
    const page = (id: string, hasNextPage: boolean) => ({
      totalCount: 2,
      nodes: [{ event: { id } }],
      pageInfo: { hasNextPage, endCursor: id },
    })
    const answers: Record<string, object> = {
      Situation: { latest: { nodes: [] } },
      OneIncident: { incident: { id: 'INC-7', timeline: page('1', true) } },
      FurtherEntries: { incident: { timeline: page('2', false) } },
      Found: { search: { events: {} } },
      Moments: { events: { nodes: [morning] } },
    }
    vi.stubGlobal('fetch', async (_: string, { body }: { readonly body: string }) => {
      asked.push(JSON.parse(body))
      const name = /^query (\w+)/.exec(asked.at(-1)!.query)![1]!
      return new Response(JSON.stringify({ data: answers[name] }))
    })
    const asOf = { known: { at: '2026-01-05T09:00:00Z' } }
    const time = { known: asOf.known.at, valid: undefined, together: false }

    const picture = await askPicture(
      {
        token: 't',
        selected: 'INC-7',
        search: 'diver',
        time,
        timelinePages: 3,
        latestFirst: true,
        picture: {},
      },
      new AbortController().signal,
    )

    expect(picture.incident.timeline).toEqual({
      ...page('2', false),
      nodes: [{ event: { id: '1' } }, { event: { id: '2' } }],
    })
    const aboutThen = asked.filter(({ query }) => !query.startsWith('query Moments'))
    expect(aboutThen.map(({ variables }) => variables.asOf)).toEqual(Array(4).fill(asOf))
    const ofTimeline = asked.filter(({ query }) => query.includes('timeline('))
    expect(ofTimeline.map(({ variables }) => variables.direction)).toEqual(['DESCENDING', 'DESCENDING'])
  })
})

describe('The map of the board', () => {
  const entry = (reference: string, more: object, inForce = true) => ({
    inForce,
    event: { reference, agency: 'police', type: 'SightingReported', details: null, place: null, ...more },
  })
  const listed = [
    { id: 'INC-7', title: 'Escape', place: { lat: 49.4, lon: 112.8 } },
    { id: 'INC-8', title: null, kind: 'wildfire', place: { lat: 49.6, lon: 112.5 } },
    { id: 'INC-9', title: 'Nowhere', place: null },
    { id: 'INC-10', title: 'By name alone', place: { lat: null, lon: null } },
  ]
  const situation = { incidents: { nodes: listed } }

  test('shows the incidents listed that have a place, each leading to itself', () => {
    expect(placesIn({ situation })).toEqual([
      { kind: 'incident', lat: 49.4, lon: 112.8, told: 'INC-7, Escape', incident: 'INC-7' },
      { kind: 'incident', lat: 49.6, lon: 112.5, told: 'INC-8, wildfire', incident: 'INC-8' },
    ])
  })

  test('shows what was found instead, where somebody searches', () => {
    const found = { incidents: { nodes: [listed[1]] } }
    expect(placesIn({ situation, found }).map(({ incident }: { incident: string }) => incident)).toEqual([
      'INC-8',
    ])
  })

  test('shows where the incident chosen was reported, searched for and detected, and nothing that was taken back', () => {
    const nodes = [
      entry('P-1', { place: { lat: 49.45, lon: 112.83 } }),
      entry('P-2', { place: { lat: 1, lon: 1 } }, false),
      entry('J-1', { type: 'SearchRingComputed', details: { lat: 49.4, lon: 112.8, radiusKm: 12 } }),
    ]
    const detections = {
      totalCount: 2,
      nodes: [{ lat: 49.5, lon: 112.6, acquiredAt: '2026-01-05T09:00:00Z' }],
    }
    const shown = placesIn({ situation, incident: { id: 'INC-7', timeline: { nodes } }, detections })
    expect(shown).toMatchObject([
      { kind: 'ring', lat: 49.4, lon: 112.8, radiusM: 12_000, told: 'J-1: 12 km' },
      { kind: 'detection', lat: 49.5, lon: 112.6 },
      { kind: 'report', lat: 49.45, lon: 112.83, told: 'police: sighting reported P-1' },
      { kind: 'incident chosen', incident: 'INC-7' },
      { kind: 'incident', incident: 'INC-8' },
    ])
    expect(leftOut({ detections })).toBe('the first 1 of 2 satellite detections nearby')
  })

  test('looks for detections around a place, and not beyond the poles or the date line', () => {
    expect(boxAround({ lat: 49.5, lon: 112.5 })).toEqual({ west: 109.5, east: 115.5, south: 48, north: 51 })
    expect(boxAround({ lat: 89.5, lon: -179 })).toEqual({ west: -180, east: -176, south: 88, north: 90 })
  })
})

describe('Who was told of an incident', () => {
  const told = (agency: string, since: string, more = {}) => ({
    agency,
    since,
    until: null,
    by: 'MARKING',
    ...more,
  })
  const granted = {
    inForce: true,
    event: { id: 'g', agency: 'police', type: 'ReleaseGranted', details: { record: 'a', to: ['border'] } },
    told: [told('police', '2026-01-05T10:00:00Z', { by: 'OWNER' })],
  }
  const report = {
    inForce: true,
    event: { id: 'a', agency: 'police', type: 'SceneSecured', reference: 'P-1', details: null },
    told: [
      told('police', '2026-01-05T09:00:00Z', { by: 'OWNER' }),
      told('border', '2026-01-05T18:00:00+08:00', { by: 'RELEASE' }),
      told('corrections', '2026-01-05T09:00:00Z', { until: '2026-01-05T11:00:00Z' }),
    ],
  }
  const incident = {
    timeline: { nodes: [report, granted] },
    participants: [{ agency: 'police', state: 'REPORTING' }],
    acknowledgements: [{ agency: 'border', since: '2026-01-05T10:30:00Z' }],
  }

  test('is told for each agency: how much, since when, by release or no more, and when it took notice', () => {
    expect(informedAgencies(incident)).toMatchObject([
      { agency: 'border', seen: 1, released: 1, acknowledgedAt: '2026-01-05T10:30:00Z' },
      { agency: 'corrections', seen: 0, withdrawn: 1 },
      {
        agency: 'police',
        seen: 2,
        released: 0,
        since: '2026-01-05T09:00:00Z',
        participant: { state: 'REPORTING' },
      },
    ])
  })

  test('and each release names the report that it is of', () => {
    expect(releasesIn(incident)).toMatchObject([{ did: 'released', what: 'P-1', to: ['border'] }])
  })
})

test.each([
  [12, '12 s'],
  [2700, '45 min'],
  [14760, '4.1 h'],
  [5 * 86400, '5 d'],
])('%i seconds are shown as %s', (seconds, shown) => expect(span(seconds)).toBe(shown))

test('names are shown as words', () => {
  expect(words('FieldObservation')).toBe('field observation')
  expect(words('AT_LARGE')).toBe('at large')
})

test('a filed report is shown under the name that its sender gives it', () => {
  const type = 'ReportFiled'
  expect(calledBySender({ type, details: { reportType: 'PortalAlarmRaised' } })).toBe('portal alarm raised')
  expect(calledBySender({ type: 'SceneSecured', details: {} })).toBe('scene secured')
})

test('a token says whose it is, and what is none is said to be none', () => {
  const payload = btoa(JSON.stringify({ agency: 'border', roles: ['commander', 'importer'] }))
  expect(whose(`e30.${payload.replaceAll('=', '')}.x`)).toBe('border, commander and importer')
  expect(whose('hello')).toBe('this is not a token')
})

test('an API that is away is told from a question that was ended, so that it is asked again', async () => {
  onTestFinished(() => void vi.unstubAllGlobals())
  const failWith = (error: Error) => vi.stubGlobal('fetch', () => Promise.reject(error))

  failWith(new TypeError('Failed to fetch'))
  await expect(ask('token', '{ me }')).rejects.toMatchObject({
    away: true,
    message: expect.stringContaining('do not answer'),
  })
  failWith(new DOMException('ended', 'AbortError'))
  await expect(ask('token', '{ me }')).rejects.toMatchObject({ name: 'AbortError' })
})
