import { tokenFor } from '@concord/command-line'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenStream, openStream } from './event-stream.ts'
import { eventually } from './eventually.ts'
import { type Recorded, type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * What one agency withholds from another, in the running system with real tokens: the reader's whole world is compared
 * before and after, byte for byte.
 */

const CANARY = 'zq7canary'
const reader = 'corrections/commander'
const withheld = { tlp: 'AMBER', releaseTo: ['police', 'joc'] } as const

let system: SystemInTest
beforeAll(async () => {
  system = await startSystemInTest()
})
afterAll(async () => {
  await system?.stop()
})

const questions = [
  '{ incidents { totalCount imported edges { cursor node { id title status eventCount changedAt agencies lead } } } }',
  '{ incidents(order: { by: CHANGED, direction: ASCENDING }) { nodes { id changedAt } } }',
  '{ incident(id: "SHARED") { eventCount title facts { name } units { unit } links { a b } conflicts { __typename } timeline(superseded: true) { totalCount nodes { inForce told { agency } event { id position revision } } } latency { recordedS arrivedS clearedS } } }',
  '{ incident(id: "SECRET") { id } event(id: "S-1") { id } operation(id: "SECRET") { id } }',
  `{ search(text: "${CANARY}") { incidents { totalCount } events { totalCount } } }`,
  `{ incidents(filter: { text: "${CANARY}" }) { totalCount } events(filter: { text: "${CANARY}" }) { totalCount } }`,
  '{ statistics { total { count } corrections retractions erasures imported byMode { name count } byAgency { name count } byType { name count events { totalCount } } } }',
  '{ events { totalCount edges { cursor node { id position summary delayS } } } slowestReports { totalCount nodes { reference } } }',
  '{ latencies { totalCount edges { incident { id } node { occurredAt recordedAt } } } conflicts { totalCount } }',
  '{ incident(id: "SECRET", asOf: { known: { position: "99999999999" } }) { id } standing { position stale } }',
  '{ incidents(after: "SECRET") { totalCount } }',
  '{ noSuchRoot }',
]

/** Everything the reader is told: by answers with their headers, and by what each process says of its health. */
const toldTo = async (as: string): Promise<string> => {
  const answers: string[] = []
  for (const question of questions) answers.push(await toldBy(await system.askAnyhow(as, question)))
  const { agencies, graphql } = system.session
  for (const address of [graphql, ...agencies.map(({ url }) => url)]) {
    for (const way of ['/health/live', '/health/ready', '/nowhere'])
      answers.push(await toldBy(await fetch(new URL(way, address))))
  }
  return answers.join('\n')
}

/** The clock, the request's own number, and how often this reader has asked; the limits themselves are told. */
const ofTheRequest = ['date', 'x-request-id', 'ratelimit']

/** How far the picture is behind at this moment is a matter of the clock alone. */
const toldBy = async (response: Response): Promise<string> => {
  const headers = [...response.headers].filter(([name]) => !ofTheRequest.includes(name))
  const text = (await response.text()).replace(/"lagMs":\d+/g, '"lagMs":0')
  return [response.status, ...headers.map((header) => header.join(': ')), text].join('\n')
}

const changesOf = (as: string, lastEventId?: string) =>
  openStream(
    system.session,
    as,
    'subscription { changes(after: "0") { position kind released event { type reference summary } incident { eventCount } } }',
    lastEventId,
  )

let sighting: Recorded
/** Open from before anything is recorded until all of it is. */
let screen: OpenStream

describe('what police withhold from corrections', () => {
  test('changes nothing that corrections are told, in no answer, error or stream', async () => {
    screen = await changesOf(reader)
    const opened = await system.record('police/duty-officer', 'OpenIncident', 'SHARED', {
      reference: 'P-1',
      data: { kind: 'theft', title: 'Horses' },
    })
    await system.pictureHas(opened.position)
    const before = await toldTo(reader)
    expect(before).toContain('Horses')

    const secret = { marking: withheld, summary: CANARY }
    await system.record('police/duty-officer', 'OpenIncident', 'SECRET', {
      ...secret,
      reference: 'S-1',
      data: { kind: CANARY, title: CANARY, severity: 'Extreme' },
    })
    sighting = await system.record('police/duty-officer', 'ReportSighting', 'SHARED', {
      ...secret,
      reference: 'S-2',
      data: { subjects: [CANARY] },
    })
    await system.record('police/duty-officer', 'StateFact', 'SHARED', {
      ...secret,
      reference: 'S-3',
      data: { about: CANARY, name: 'colour', value: CANARY },
    })
    const last = await system.record('police/duty-officer', 'LinkIncidents', 'SHARED', {
      ...secret,
      reference: 'S-4',
      data: { a: 'SHARED', b: 'SECRET' },
    })
    await system.pictureHas(last.position)

    expect(await toldTo('joc/analyst')).toContain(CANARY)
    expect(await toldTo(reader)).toBe(before)
  })

  test("is not in the owner's service either", async () => {
    const { url } = system.session.agencies.find(({ name }) => name === 'police')!
    const ask = async (incident: string) => {
      const response = await fetch(`${url}/v1/incidents/${incident}`, {
        headers: { authorization: `Bearer ${tokenFor(system.session, reader)}` },
      })
      return [response.status, (await response.text()).replaceAll(incident, '')]
    }
    expect(await ask('SECRET')).toEqual(await ask('NEVER-WAS'))
  })

  test('is seen from its release on, not before, and no longer once the release is taken back', async () => {
    const [event] = sighting.events
    const release = { data: { event: event!.id, to: ['corrections'] } }
    const known = async (position?: string) => {
      const query =
        'query ($asOf: AsOf) { event(id: "S-2", asOf: $asOf) { data } incident(id: "SHARED", asOf: $asOf) { eventCount } }'
      return (await system.ask(reader, query, position ? { asOf: { known: { position } } } : {})).data
    }
    const unseen = { event: null, incident: { eventCount: 1 } }
    expect(await known()).toEqual(unseen)

    const granted = await system.record('police/commander', 'GrantRelease', 'SHARED', release)
    await system.pictureHas(granted.position)
    const seen = await known()
    expect(seen).toMatchObject({ event: { data: { subjects: [CANARY] } } })
    expect(await known(sighting.position)).toEqual(unseen)
    expect(await known(granted.position)).toEqual(seen)

    const revoked = await system.record('police/commander', 'RevokeRelease', 'SHARED', release)
    await system.pictureHas(revoked.position)
    expect((await known()).event).toBeNull()
    expect(await known(granted.position)).toEqual(seen)
    expect(await known(sighting.position)).toEqual(unseen)
    const { data } = await system.ask(reader, `{ search(text: "${CANARY}") { events { totalCount } } }`)
    expect(data.search.events.totalCount).toBe(0)
  })

  test('came to a screen that was open all the time by its release, and nothing else of it', async () => {
    await system.record('police/duty-officer', 'OpenIncident', 'LAST', { reference: 'P-9' })
    const told = await screen.takeUntil(({ data }) => data.changes.event?.reference === 'P-9')
    await screen.close()

    const events = told.flatMap(({ data }) => (data.changes.kind === 'EVENT' ? [data.changes] : []))
    const type = (name: string) => expect.objectContaining({ type: name })
    expect(events.map(({ event, released }) => [event, released])).toEqual([
      [type('IncidentOpened'), false],
      [type('SightingReported'), true],
      [type('ReleaseGranted'), false],
      [type('ReleaseRevoked'), false],
      [type('IncidentOpened'), false],
    ])
  })
})

describe('who breaks the glass on an incident', () => {
  const sees = async (as: string) =>
    (await system.ask(as, '{ incident(id: "SECRET") { title } }')).data.incident?.title
  const untilItEnds = new Date(Date.now() + 3 * 3_600_000).toISOString()

  test('sees it alone, its owners are told, and it ends when a reviewer finds it unjustified', async () => {
    expect(await sees(reader)).toBeUndefined()

    const broken = await system.record(reader, 'BreakGlass', 'SECRET', {
      at: 'joc',
      data: { reason: 'A warder is held there, and his life depends on it.', until: untilItEnds },
    })
    await system.pictureHas(broken.position)
    expect([
      await sees(reader),
      await sees('corrections/duty-officer'),
      await sees('border/commander'),
    ]).toEqual([CANARY, undefined, undefined])
    const notice = await eventually('police are told', async () => {
      const query = '{ events(filter: { types: ["BreakGlassNoticeGiven"] }) { nodes { summary } } }'
      return (await system.ask('police/duty-officer', query)).data.events.nodes[0]
    })
    expect(notice.summary).toContain('SECRET')

    const reviewed = await system.record('joc/auditor', 'ReviewBreakGlass', 'SECRET', {
      data: { invocation: broken.events[0]!.id, finding: 'unjustified' },
    })
    await system.pictureHas(reviewed.position)
    expect(await sees(reader)).toBeUndefined()
  })
})

test('a screen that is cut off again and again resumes without gap or duplicate while events are appended', async () => {
  const { position } = await system.record('border/duty-officer', 'OpenIncident', 'LIVE', {
    reference: 'L-0',
  })
  await system.pictureHas(position)
  const wanted = Array.from({ length: 40 }, (_, index) => `L-${index + 1}`)
  const appending = (async () => {
    for (const reference of wanted)
      await system.record('border/duty-officer', 'ReportObservation', 'LIVE', {
        reference,
        data: { observation: reference },
      })
  })()

  const seen: string[] = []
  for (let after = position; seen.at(-1) !== wanted.at(-1); ) {
    const screen = await changesOf('joc/analyst', after)
    let taken = 0
    const messages = await screen.takeUntil(
      ({ data }) => ++taken === 7 || data.changes.event?.reference === wanted.at(-1),
    )
    await screen.close()
    after = messages.at(-1)!.id!
    for (const { data } of messages)
      if (data.changes.kind === 'EVENT') seen.push(data.changes.event.reference)
  }
  await appending
  expect(seen).toEqual(wanted)
})
