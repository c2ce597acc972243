import { isSealed } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNight, borderNightLog } from '../testing/border-night.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const border = tokenOf('border', ['commander'])
const analyst = tokenOf('joc', ['analyst'])
const { ask } = apiOver(borderNightLog)

describe('who was told what when', () => {
  const told = async (token: string, reference: string) => {
    const { data } = await ask(
      token,
      `{ incident(id: "INC-1") { timeline(superseded: true) { nodes {
        inForce event { reference } told { agency since until by acknowledgedAt }
      } } } }`,
    )
    const nodes: readonly { readonly event: { readonly reference: string } }[] = data.incident.timeline.nodes
    return nodes.find((node) => node.event.reference === reference)
  }

  test('the owner and those it was marked for, since it became known; one it was released to, since then', async () => {
    expect(await told(border, 'P-1')).toMatchObject({
      told: [
        { agency: 'police', since: '2025-04-23T13:00:00.000Z', by: 'OWNER' },
        { agency: 'border', since: '2025-04-23T13:00:00.000Z', by: 'MARKING' },
        { agency: 'emergency', since: '2025-04-23T13:20:00.000Z', by: 'RELEASE' },
      ],
    })
  })

  test('an agency that took notice of the incident afterwards says when', async () => {
    const entry = (await told(border, 'E-1')) as unknown as {
      told: readonly { agency: string; acknowledgedAt: unknown }[]
    }

    expect(entry.told.map(({ agency, acknowledgedAt }) => [agency, acknowledgedAt])).toContainEqual([
      'police',
      '2025-04-23T21:05:00+08:00',
    ])
  })

  test('what was corrected is in the history and not in force', async () => {
    expect(await told(border, 'B-1')).toMatchObject({ inForce: false })
    expect(await told(border, 'B-2')).toMatchObject({ inForce: true })
  })
})

test('agencies that state different things are shown side by side, as they stood at each moment', async () => {
  const query = `query ($asOf: AsOf) {
    conflicts(incident: "INC-1", asOf: $asOf) { totalCount nodes {
      settled since ... on ContradictingFact { fact { name value contradicted statements { agency value unit } } }
    } }
  }`

  const early = await ask(border, query, { asOf: { known: { at: '2025-04-23T20:45:00+08:00' } } })
  const late = await ask(border, query)

  expect(early.data.conflicts.totalCount).toBe(0)
  expect(late.data.conflicts.nodes).toEqual([
    {
      settled: false,
      since: '2025-04-23T20:50:00+08:00',
      fact: {
        name: 'areaHa',
        value: null,
        contradicted: true,
        statements: [
          { agency: 'border', value: 80, unit: 'ha' },
          { agency: 'emergency', value: 90, unit: 'ha' },
        ],
      },
    },
  ])
})

test('words find what is played among events, and not among incidents', async () => {
  const { data } = await ask(
    analyst,
    '{ search(text: "ExerciseInject") { incidents { nodes { id } } events { nodes { reference } } } }',
  )

  expect(data.search).toEqual({ incidents: { nodes: [] }, events: { nodes: [{ reference: 'J-1' }] } })
})

test('a report in an exercise is not among the slowest of what happened', async () => {
  const report = { agency: 'police', incident: 'INC-1', type: 'CrimeReported', releaseTo: ['joc'] }
  const { ask } = apiOver(
    tell([
      {
        ...report,
        reference: 'P-1',
        at: '2025-04-23T10:00:00Z',
        knownAt: '2025-04-23T10:10:00Z',
        position: 1,
      },
      {
        ...report,
        reference: 'P-2',
        at: '2025-04-23T10:00:00Z',
        knownAt: '2025-04-23T12:00:00Z',
        mode: 'exercise',
        position: 2,
      },
    ]),
  )
  const slowest = async (filter: string) =>
    (await ask(analyst, `{ slowestReports${filter} { nodes { reference } } }`)).data.slowestReports.nodes

  expect(await slowest('')).toEqual([{ reference: 'P-1' }])
  expect(await slowest('(filter: { modes: [EXERCISE] })')).toEqual([{ reference: 'P-2' }])
})

test('every figure opens to the events behind it', async () => {
  const { data } = await ask(
    analyst,
    `{ statistics { byAgency { name count events(first: 100) { totalCount nodes { agency } } } corrections } }`,
  )

  const figures: readonly {
    name: string
    count: number
    events: { totalCount: number; nodes: { agency: string }[] }
  }[] = data.statistics.byAgency
  expect(figures.map(({ name, count }) => [name, count])).toEqual([
    ['border', 2],
    ['emergency', 2],
    ['joc', 1],
    ['police', 1],
  ])
  for (const { name, count, events } of figures) {
    expect(events.totalCount).toBe(count)
    expect(new Set(events.nodes.map((event) => event.agency))).toEqual(new Set([name]))
  }
  expect(data.statistics.corrections).toBe(1)
})

test('incidents come page by page, each once, whatever the size of the page', async () => {
  const log = tell(
    Array.from({ length: 23 }, (_, index) => ({
      ...borderNight[0]!,
      position: index + 1,
      incident: `INC-${index}`,
      reference: `E-${index}`,
    })),
  )
  const served = apiOver(log)
  const seen: string[] = []
  let after: string | null = null
  do {
    const { data } = await served.ask(
      border,
      `query ($after: String) { incidents(first: 5, after: $after, order: { by: OPENED }) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor }
      } }`,
      { after },
    )
    seen.push(...data.incidents.nodes.map((node: { id: string }) => node.id))
    after = data.incidents.pageInfo.hasNextPage ? data.incidents.pageInfo.endCursor : null
  } while (after !== null)

  expect(seen).toHaveLength(23)
  expect(new Set(seen).size).toBe(23)
})

test.each([
  ['as it happened', 'ASCENDING', ['E-1', 'B-1', 'B-2', 'E-2', 'P-1', 'P-2']],
  ['the latest first', 'DESCENDING', ['P-2', 'P-1', 'E-2', 'B-2', 'B-1', 'E-1']],
])(
  'a timeline comes page by page, %s, each entry once, though something comes in between',
  async (_, direction, told) => {
    const served = apiOver(borderNightLog.slice(0, 5))
    const page = async (after: string | null) => {
      const { data } = await served.ask(
        border,
        `query ($after: String, $direction: Direction) { incident(id: "INC-1") {
        timeline(first: 2, after: $after, direction: $direction, superseded: true) {
          nodes { event { reference } } pageInfo { hasNextPage endCursor }
        } } }`,
        { after, direction },
      )
      return data.incident.timeline
    }
    const first = await page(null)
    served.picture.append(borderNightLog[5]!)
    const seen = [...first.nodes]
    for (let next = first; next.pageInfo.hasNextPage; ) {
      next = await page(next.pageInfo.endCursor)
      seen.push(...next.nodes)
    }

    expect(seen.map((node) => node.event.reference)).toEqual(told)
  },
)

test('an operation is not found among exercises, nor an exercise among operations', async () => {
  const { data } = await ask(analyst, '{ operation(id: "EX-1") { id } exercises { nodes { id form mode } } }')

  expect(data.operation).toBeNull()
  expect(data.exercises.nodes).toEqual([{ id: 'EX-1', form: 'EXERCISE', mode: 'EXERCISE' }])
})

test('the latency of an incident: from what happened to who did what', async () => {
  const { data } = await ask(
    border,
    '{ incident(id: "INC-1") { latency { occurredAt recordedS acknowledgedS arrivedS } } }',
  )

  expect(data.incident.latency).toEqual({
    occurredAt: '2025-04-23T20:00:00+08:00',
    recordedS: 1800,
    acknowledgedS: 3900,
    arrivedS: null,
  })
})

test('what happened before there was an incident, such as a work detail that left, is no part of its latency', async () => {
  const night = { agency: 'corrections', incident: 'INC-9', releaseTo: ['joc'] }
  const log = tell([
    {
      ...{ ...night, position: 1, type: 'WorkDetailDeparted', reference: 'C-1', data: { detail: 'north' } },
      at: '2025-04-23T09:00:00+08:00',
    },
    {
      ...{
        ...night,
        position: 2,
        type: 'PrisonerEscapeReported',
        reference: 'C-2',
        data: { subjects: ['K-1'] },
      },
      at: '2025-04-23T13:20:00+08:00',
      knownAt: '2025-04-23T14:05:00+08:00',
    },
    {
      ...{
        ...night,
        position: 3,
        type: 'PrisonerEscapeCorrected',
        reference: 'C-3',
        data: { subjects: ['K-1'] },
      },
      at: '2025-04-23T11:45:00+08:00',
      knownAt: '2025-04-23T15:48:00+08:00',
      corrects: 'C-2',
    },
  ])
  const query = '{ incident(id: "INC-9") { openedAt latency { occurredAt recordedAt recordedS } } }'

  expect((await apiOver(log).ask(analyst, query)).data.incident).toEqual({
    openedAt: '2025-04-23T09:00:00+08:00',
    latency: {
      occurredAt: '2025-04-23T11:45:00+08:00',
      recordedAt: '2025-04-23T06:05:00.000Z',
      recordedS: 8400,
    },
  })
})

test('what was corrected or taken back before there was an incident did not report it', async () => {
  const flood = { agency: 'emergency', incident: 'INC-9', releaseTo: ['joc'] }
  const at = (time: string) => `2025-04-23T${time}:00+08:00`
  const log = tell([
    { ...flood, position: 1, type: 'RiskAssessed', reference: 'E-1', at: at('08:00') },
    { ...flood, position: 2, type: 'RiskAssessed', reference: 'E-2', at: at('08:30'), corrects: 'E-1' },
    { ...flood, position: 3, type: 'FactStated', reference: 'E-3', at: at('12:10') },
    { ...flood, position: 4, type: 'ReportRetracted', reference: 'E-4', at: at('12:20'), retracts: 'E-3' },
    {
      ...flood,
      position: 5,
      type: 'IncidentStatusReported',
      data: { status: 'active' },
      at: at('12:00'),
      knownAt: at('12:30'),
    },
  ])
  const { data } = await apiOver(log).ask(
    analyst,
    '{ incident(id: "INC-9") { latency { occurredAt recordedS } } }',
  )

  expect(data.incident.latency).toEqual({ occurredAt: at('12:00'), recordedS: 1800 })
})

test('an operation is found beside an incident however much is played in the meantime', async () => {
  const opened = (position: number, mode: 'operational' | 'exercise'): ToldEvent => ({
    ...{ agency: 'joc', incident: `OP-${position}`, type: 'JointOperationOpened', mode, position },
    data: { incidents: ['INC-1'], tasks: ['T1'] },
    at: `2025-04-${mode === 'exercise' ? 24 : 23}T21:20:00+08:00`,
    releaseTo: ['joc'],
  })
  const operations = [
    opened(200, 'operational'),
    ...Array.from({ length: 100 }, (_, n) => opened(300 + n, 'exercise')),
  ]
  const log = [
    ...borderNightLog,
    ...tell(operations).map((one) => ({ ...one, stream: one.stream.replace('joc', 'operation') })),
  ]
  const { data } = await apiOver(log).ask(
    analyst,
    '{ incident(id: "INC-1") { operations { id } latency { taskedAt } } }',
  )

  expect(data.incident).toEqual({
    operations: [{ id: 'OP-200' }],
    latency: { taskedAt: '2025-04-23T21:20:00+08:00' },
  })
})

describe('data about persons', () => {
  const sealed = { $sealed: { key: 'K', iv: 'iv', ciphertext: 'zq7secret', tag: 'tag' } }
  const log = tell([
    {
      ...borderNight[0]!,
      data: { kind: 'wildfire', interview: { subject: 'S-4', name: sealed, phone: sealed } },
    },
  ])
  const query = '{ event(id: "E-1") { data personal { path subject opened { state value } } } }'

  test('are never shown as they are stored', async () => {
    const { data } = await apiOver(log).ask(border, '{ event(id: "E-1") { data details { __typename } } }')

    expect(isSealed(data.event.data.interview.name)).toBe(false)
    expect(data.event.data.interview).toEqual({
      subject: 'S-4',
      name: { sealed: true },
      phone: { sealed: true },
    })
  })

  test('are opened together, as one read, once that is on record', async () => {
    const reads: unknown[] = []
    const served = apiOver(log, {
      openPersonal: async (reader, wanted) => {
        reads.push([reader.purpose, reader.case, wanted.map(({ paths }) => paths)])
        return {
          ok: true,
          values: [
            { event: log[0]!.id, path: 'interview.name', state: 'open', value: 'Bat' },
            { event: log[0]!.id, path: 'interview.phone', state: 'erased' },
          ],
        }
      },
    })

    const { data } = await served.ask(tokenOf('border', ['commander'], 'search', 'C-7'), query)

    expect(reads).toEqual([['search', 'C-7', [['interview.name', 'interview.phone']]]])
    expect(data.event.personal).toEqual([
      { path: 'interview.name', subject: 'S-4', opened: { state: 'OPEN', value: 'Bat' } },
      { path: 'interview.phone', subject: 'S-4', opened: { state: 'ERASED', value: null } },
    ])
  })

  test('stay closed when the read cannot be put on record', async () => {
    const { data, errors } = await apiOver(log).ask(border, query)

    expect(data?.event ?? null).toBeNull()
    expect(errors?.map((error) => error.extensions.code)).toContain('UNAVAILABLE')
  })
})
