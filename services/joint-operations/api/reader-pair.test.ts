import type { RecordedEvent } from '@concord/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from './testing/api-over.ts'
import { borderNight } from './testing/border-night.ts'
import { subscribe } from './testing/event-stream.ts'
import { everyRoot } from './testing/every-root.ts'
import { type ToldEvent, tell } from './testing/told-event.ts'

/*
 * Two logs that differ only in what is withheld from a reader are the same to that reader, byte for byte. Positions are
 * places in the store and have gaps anyway, so both logs leave room where the other has an event.
 */

const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']
const reader = tokenOf('corrections', ['commander', 'analyst'])
const readers = [reader, tokenOf('corrections', ['auditor'])]
const CANARY = 'zq7canary'

/** An event that corrections may not see, full of words that may not be seen. */
const withheldEvent: fc.Arbitrary<Omit<ToldEvent, 'position'>> = fc
  .record({
    agency: fc.constantFrom('police', 'border', 'emergency', 'joc'),
    incident: fc.constantFrom('INC-1', 'EX-1', `INC-${CANARY}`),
    kind: fc.nat(6),
    minute: fc.integer({ min: -60, max: 120 }),
    marking: fc.constantFrom<Pick<ToldEvent, 'tlp' | 'releaseTo'>>(
      { tlp: 'RED' },
      { tlp: 'AMBER' },
      { tlp: 'AMBER+STRICT', releaseTo: ['police', 'border'] },
      { tlp: 'GREEN', releaseTo: ['joc'] },
    ),
    mode: fc.constantFrom('operational' as const, 'exercise' as const),
  })
  .map(({ agency, incident, kind, minute, marking, mode }) => {
    const at = new Date(Date.UTC(2025, 3, 23, 12, minute)).toISOString()
    const [type, data] = payloads[kind]!
    return {
      agency,
      incident,
      type,
      data,
      at,
      mode,
      ...marking,
      reference: CANARY,
      summary: `${CANARY} ${type}`,
    }
  })

const payloads: readonly (readonly [string, unknown])[] = [
  ['SightingReported', { subjects: [CANARY], lat: 49, lon: 112 }],
  ['FactStated', { about: 'fire', name: 'areaHa', value: 77_777, unit: CANARY }],
  ['IncidentStatusReported', { status: 'resolved', disposition: CANARY }],
  ['IncidentsLinked', { a: 'INC-1', b: `INC-${CANARY}`, relation: 'RELATED' }],
  ['IncidentAcknowledged', {}],
  ['ResourceRequested', { request: CANARY, what: CANARY, personnel: 7 }],
  ['ReleaseGranted', { event: '00000000-0000-4000-8000-000000000040', to: ['joc'] }],
]

/** The night with some events withheld from corrections, each at a place of its own between the others. */
const nightWith = (withheld: readonly Omit<ToldEvent, 'position'>[]): readonly RecordedEvent[] => {
  const places = withheld.map((event, index) => ({ ...event, position: 11 + index * 7 }))
  const free = places.filter((event) => event.position % 10 !== 0)
  return tell([...visible, ...free].toSorted((a, b) => a.position - b.position))
}

const visible = borderNight.filter((event) => event.releaseTo?.includes('corrections'))

const variables = [
  {},
  { asOf: { known: { at: '2025-04-23T21:00:00+08:00' } } },
  { asOf: { known: { position: '45' }, valid: '2025-04-23T20:45:00+08:00' } },
]

/** What is asked besides of somebody who looks for a side door. Cursors are those of whoever sees all. */
const sideDoors = (cursor: string): readonly string[] => [
  `{ integrity { intact checked rememberedEvents firstDifference events corrections { totalCount } } }`,
  `{ breakGlasses { totalCount nodes { incidentId } } } `,
  `{ reads { totalCount } }`,
  `{ events(first: 3, after: "${cursor}") { totalCount pageInfo { hasNextPage endCursor } nodes { id } } }`,
  `{ incidents(first: 3, after: "${cursor}") { totalCount nodes { id } } conflicts(after: "${cursor}") { totalCount } }`,
  `{ incidents(order: { by: SEVERITY, direction: DESCENDING }) { edges { cursor } } }`,
  `{ incidents(filter: { box: { west: 111, south: 48, east: 113, north: 50 } }) { totalCount } }`,
  `{ incidents(filter: { agencies: ["emergency"], modes: [OPERATIONAL, EXERCISE] }) { totalCount nodes { id } } }`,
  `{ breakdown(by: ["subject"]) { totalCount } a: breakdown(by: ["cell", "agency"], atLeast: 1) { nodes { count } } }`,
  `{ breakdown(by: ["mode"], filter: { modes: [EXERCISE] }, sum: "value") { nodes { key { value } count sum } } }`,
  `{ lateIncidents(limits: { acknowledgedS: 1, arrivedS: 1 }) { totalCount nodes { exceeded latency { clearedS } } } }`,
  `{ exercisesDue { agency dueAt overdue last { position } } }`,
  `{ incident(id: "INC-1") { conflicts { settled } eventCount linked: links { b } place { distanceKm(lat: 49, lon: 112) } } }`,
  `{ a: event(id: "${CANARY}") { id } b: event(id: "R-0") { id } c: operation(id: "INC-${CANARY}") { id } }`,
  `{ events(filter: { text: "77777" }) { totalCount } search(text: "1") { incidents { totalCount } } }`,
  `{ incidents(asOf: { known: { position: "9999999999999999999" } }) { totalCount imported } }`,
  `{ statistics(asOf: { known: { position: "12" } }) { total { count } } }`,
  `query @atLeast(position: "79", waitMs: 0) { standing { position } }`,
  `query @atLeast(position: "9999999999999999999", waitMs: 0) { standing { position } }`,
  `{ incident(id: "INC-${CANARY}", asOf: "x") { id } }`,
  `{ incidents(first: 0) { totalCount } events(after: "${CANARY}") { totalCount } }`,
  `mutation { release(id: "${CANARY}") }`,
  `{ __type(name: "Query") { fields { name } } }`,
]

/** Ways of asking over HTTP that are not a plain question. */
const unusual = (query: string): readonly RequestInit[] => [
  { method: 'GET', headers: { 'if-none-match': '*' } },
  { method: 'HEAD' },
  { method: 'OPTIONS' },
  { method: 'POST', body: query, headers: { 'content-type': 'application/graphql' } },
  { method: 'POST', body: JSON.stringify([{ query }]), headers: { 'content-type': 'application/json' } },
  { method: 'POST', body: '{', headers: { 'content-type': 'application/json', 'if-match': '"3"' } },
]

/** Everything the reader can be told over HTTP, with status and headers. */
const everythingTold = async (log: readonly RecordedEvent[], cursors: readonly string[]): Promise<string> => {
  const waitFor = async () => {}
  const { picture } = apiOver(log)
  const served = apiOver(log, { picture: { ...picture, waitFor } }, { log: { error: () => {} } })
  const told: string[] = []
  const hear = async (response: Response | Promise<Response>) => {
    const { status, headers, body } = await response
    told.push(`${status} ${[...headers].join(' ')}`, body ? await new Response(body).text() : '')
  }
  for (const query of everyRoot) {
    for (const asked of variables) {
      const names = { id: `INC-${CANARY}`, text: CANARY, ...asked }
      await hear(served.send(reader, { query, variables: names }))
    }
  }
  for (const query of cursors.flatMap(sideDoors)) {
    for (const one of readers) await hear(served.send(one, { query }))
  }
  const [query] = sideDoors('x')
  for (const asked of unusual(query!)) {
    const headers = { authorization: `Bearer ${reader}`, ...asked.headers }
    const address = `http://localhost/graphql${asked.body ? '' : `?query=${encodeURIComponent(everyRoot[0]!)}`}`
    await hear(served.api.fetch(address, { ...asked, headers }))
  }
  const replay = await subscribe(
    served,
    reader,
    `subscription { replay(from: "2025-04-23T00:00:00Z", to: "2025-04-25T00:00:00Z") {
      step steps position event { reference data } incident { status eventCount }
    } }`,
  )
  told.push(JSON.stringify(await replay.take(100)))
  // After the beginning, after what is withheld, and beyond the end.
  for (const [lastEventId, count] of [
    ['0', visible.length],
    ['45', visible.length - 3],
  ] as const) {
    const live = await subscribe(
      served,
      reader,
      'subscription { changes(after: "0") { position place kind event { reference } incident { eventCount } } }',
      { lastEventId },
    )
    told.push(JSON.stringify(await live.take(count)))
    await live.close()
  }
  return told.join('\n')
}

/** Cursors of whoever sees all, so also of what is withheld from the reader. */
const cursorsOfAll = async (log: readonly RecordedEvent[]): Promise<readonly string[]> => {
  const { data } = await apiOver(log).ask(
    tokenOf('joc', ['analyst']),
    '{ events(first: 100) { edges { cursor } } incidents { edges { cursor } } conflicts { edges { cursor } } }',
  )
  const lists = [data.events, data.incidents, data.conflicts]
  return lists.flatMap(({ edges }) => edges.slice(0, 2).map(({ cursor }: { cursor: string }) => cursor))
}

describe('what is withheld', () => {
  test('is as if it did not exist: two logs that differ only in it read the same, byte for byte', async () => {
    const night = nightWith([])
    await fc.assert(
      fc.asyncProperty(fc.array(withheldEvent, { minLength: 1, maxLength: 8 }), async (withheld) => {
        const log = nightWith(withheld)
        const cursors = (await cursorsOfAll(log)).slice(0, 3)
        const plain = await everythingTold(night, cursors)
        expect(plain).toContain('E-2')
        expect(await everythingTold(log, cursors)).toBe(plain)
      }),
      { numRuns: 20 },
    )
  })

  test('shows nowhere, whatever is asked: no byte of a canary in any answer or error', async () => {
    const canary = { agency: 'police', incident: 'INC-1', tlp: 'RED', at: '2025-04-23T13:00:00Z' } as const
    const log = nightWith(
      payloads.map(([type, data]) => ({
        ...canary,
        type,
        data: { ...(data as object), note: CANARY },
        reference: CANARY,
        summary: CANARY,
      })),
    )
    const { ask } = apiOver(log, {}, { log: { error: () => {} } })

    await fc.assert(
      fc.asyncProperty(randomQuestion, async (question) => {
        expect(JSON.stringify(await ask(reader, question))).not.toContain(CANARY)
      }),
      { numRuns: 300 },
    )
  })

  test('the tests can fail: whoever may see it is told', async () => {
    const canary = {
      agency: 'police',
      incident: 'INC-1',
      type: 'IncidentAcknowledged',
      at: '2025-04-23T13:00:00Z',
    }
    const log = nightWith([{ ...canary, releaseTo: everyone, summary: CANARY }])

    expect(await everythingTold(log, ['x'])).toContain(CANARY)
  })
})

const fields = 'id reference type summary data position occurredAt chain { reference } supersededBy { id }'
const asOf: fc.Arbitrary<string> = fc.oneof(
  fc.constant(''),
  fc.nat(90).map((position) => `asOf: { known: { position: "${position}" } }`),
  fc
    .nat(59)
    .map((minute) => `asOf: { known: { at: "2025-04-23T13:${String(minute).padStart(2, '0')}:00Z" } }`),
  fc.nat(59).map((minute) => `asOf: { valid: "2025-04-23T13:${String(minute).padStart(2, '0')}:00Z" }`),
)
const filter: fc.Arbitrary<string> = fc.oneof(
  fc.constant('{}'),
  fc.constantFrom('police', 'border', 'emergency', 'joc').map((agency) => `{ agencies: ["${agency}"] }`),
  fc.constantFrom('SightingReported', 'FactStated', 'ReleaseGranted').map((type) => `{ types: ["${type}"] }`),
  fc.constantFrom('zq7', 'fire', '77777').map((text) => `{ text: "${text}" }`),
  fc.constant('{ incident: "INC-1", firstReportsOnly: true }'),
)
const order = fc.constantFrom('KNOWN', 'OCCURRED', 'DELAY')

/** Questions of all sorts, most of them about what is withheld. */
const randomQuestion: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(filter, order, fc.integer({ min: 1, max: 100 }), asOf)
    .map(
      ([where, by, first, at]) =>
        `{ events(filter: ${where}, order: ${by}, first: ${first} ${at}) { totalCount edges { cursor node { ${fields} } } } }`,
    ),
  fc
    .tuple(filter, order)
    .map(
      ([where, by]) =>
        `{ statistics(filter: ${where}) { total { count } byType { name count events(order: ${by}) { nodes { ${fields} } } } byAgency { name count } } }`,
    ),
  asOf.map(
    (at) =>
      `{ incident(id: "INC-1" ${at}) { facts { value statements { value unit } } persons { subject } links { a b } requests { request what } timeline(first: 100, superseded: true) { nodes { event { ${fields} } told { agency } } } } }`,
  ),
  asOf.map((at) => `{ incidents(first: 100 ${at}) { totalCount nodes { id title agencies changedAt } } }`),
  fc
    .nat(90)
    .map(
      (place) => `{ event(id: "00000000-0000-4000-8000-${String(place).padStart(12, '0')}") { ${fields} } }`,
    ),
  fc
    .constantFrom('zq7', 'sighting', 'police', '7')
    .map(
      (text) =>
        `{ search(text: "${text}") { incidents { nodes { id } } events { totalCount nodes { ${fields} } } } }`,
    ),
  fc.constantFrom(
    '{ conflicts { nodes { __typename } } }',
    '{ incident(id: 7) { nothing } }',
    '{ slowestReports { nodes { reference } } }',
  ),
)
