import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const analyst = tokenOf('joc', ['analyst'])
const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']
const night = (hour: number) => `2026-01-14T${String(hour).padStart(2, '0')}:15:00+07:00`

const told = (agency: string, type: string, hour: number, data: object, more: Partial<ToldEvent> = {}) => ({
  agency,
  type,
  data,
  incident: 'INC-1',
  at: night(hour),
  releaseTo: everyone,
  ...more,
})

const log = tell(
  [
    told('border', 'BorderRegimeViolationRecorded', 1, { subject: 'S-1', checkpoint: 'A' }),
    told(
      'border',
      'BorderRegimeViolationRecorded',
      2,
      { subject: 'S-1', checkpoint: 'A' },
      { reference: 'V-2' },
    ),
    told(
      'border',
      'BorderRegimeViolationRecorded',
      2,
      { subject: 'S-2', checkpoint: 'B' },
      { corrects: 'V-2' },
    ),
    told(
      'border',
      'BorderRegimeViolationRecorded',
      3,
      { subject: 'S-2', checkpoint: 'A' },
      { releaseTo: [] },
    ),
    told('corrections', 'WorkDetailDeparted', 4, { detail: 'north', prisoners: 12 }),
    told('corrections', 'WorkDetailDeparted', 4, { detail: 'south', prisoners: 8 }),
    told('corrections', 'WorkDetailReturned', 6, { detail: 'north', prisoners: 12 }),
  ].map((event, index): ToldEvent => ({ reference: `R-${index}`, ...event, position: index + 1 })),
)

const breakdown = `query ($filter: EventFilter, $by: [String!]!, $sum: String, $atLeast: Int, $lastTypes: [String!], $due: String, $dueBefore: DateTime) {
  breakdown(filter: $filter, by: $by, sum: $sum, atLeast: $atLeast, lastTypes: $lastTypes, due: $due, dueBefore: $dueBefore) {
    totalCount
    nodes { key { by value } count sum due lastAt last { reference } events { totalCount nodes { reference } } }
  }
}`

const ask = async (token: string, variables: object) => {
  const { data, errors } = await apiOver(log).ask(token, breakdown, { ...variables })
  expect(errors).toBeUndefined()
  return data.breakdown.nodes
}

const violations = { filter: { types: ['BorderRegimeViolationRecorded'] } }
const valuesOf = (groups: readonly { key: readonly { value: string }[]; count: number }[]) =>
  groups.map(({ key, count }) => [...key.map(({ value }) => value), count])

test('gathers by what events say, superseded ones left out, and opens to them', async () => {
  const groups = await ask(tokenOf('border', ['commander']), { ...violations, by: ['subject'] })
  expect(valuesOf(groups)).toEqual([
    ['S-2', 2],
    ['S-1', 1],
  ])
  expect(groups[0].events.nodes.map(({ reference }: { reference: string }) => reference)).toEqual([
    'R-2',
    'R-3',
  ])
})

test('counts for each reader what that reader may see', async () => {
  expect(valuesOf(await ask(analyst, { ...violations, by: ['checkpoint', 'hour'] }))).toEqual([
    ['A', '01', 1],
    ['B', '02', 1],
  ])
})

test('finds what was begun and is not over, and adds numbers up', async () => {
  const filter = { types: ['WorkDetailDeparted', 'WorkDetailReturned'] }
  expect(valuesOf(await ask(analyst, { filter, by: ['detail'], lastTypes: ['WorkDetailDeparted'] }))).toEqual(
    [['south', 1]],
  )
  const [departed] = await ask(analyst, { filter, by: ['type'], sum: 'prisoners', atLeast: 2 })
  expect([departed.key[0].value, departed.sum]).toEqual(['WorkDetailDeparted', 20])
})

test('finds what was begun and is not over by what its senders call it', async () => {
  const outages = tell(
    [
      told('police', 'ReportFiled', 1, { reportType: 'OutageReported', system: 'N-1' }),
      told('police', 'ReportFiled', 1, { reportType: 'OutageReported', system: 'N-2' }),
      told('police', 'ReportFiled', 2, { reportType: 'SystemRestored', system: 'N-1' }),
    ].map((event, index): ToldEvent => ({ ...event, position: index + 1 })),
  )
  const { data } = await apiOver(outages).ask(analyst, breakdown, {
    by: ['system'],
    lastTypes: ['OutageReported'],
  })
  expect(valuesOf(data.breakdown.nodes)).toEqual([['N-2', 1]])
})

test('finds what is due, the first first, by the last word on it', async () => {
  const measures = tell(
    [
      told('border', 'MeasureImposed', 1, { measure: 'M-1', until: '2026-02-01' }),
      told('border', 'MeasureImposed', 1, { measure: 'M-2', until: '2026-01-20T08:00:00+08:00' }),
      told('border', 'MeasureImposed', 1, { measure: 'M-3', until: '2026-01-19' }),
      told('border', 'MeasureLifted', 2, { measure: 'M-3' }),
      told('border', 'MeasureAppealed', 3, { measure: 'M-1', until: '2026-01-31' }),
      told('border', 'MeasureImposed', 4, { measure: 'M-4' }),
    ].map((event, index): ToldEvent => ({ ...event, position: index + 1 })),
  )
  const { data } = await apiOver(measures).ask(analyst, breakdown, {
    by: ['measure'],
    lastTypes: ['MeasureImposed', 'MeasureAppealed'],
    due: 'until',
    dueBefore: '2026-02-01T00:00:00Z',
  })
  expect(
    data.breakdown.nodes.map(({ key, due }: { key: { value: string }[]; due: string }) => [
      key[0]!.value,
      due,
    ]),
  ).toEqual([
    ['M-2', '2026-01-20T08:00:00+08:00'],
    ['M-1', '2026-01-31'],
  ])
})

test('what is played is counted only where its mode is asked for', async () => {
  const gone = { subjects: ['X-1'] }
  const escapes = apiOver(
    tell([
      { ...told('corrections', 'PrisonerEscapeReported', 1, gone), position: 1 },
      { ...told('corrections', 'PrisonerEscapeReported', 2, gone), mode: 'exercise', position: 2 },
    ]),
  )
  const counted = async (filter: object) => {
    const { data } = await escapes.ask(analyst, breakdown, { filter, by: ['subject'] })
    return valuesOf(data.breakdown.nodes)
  }
  expect(await counted({ types: ['PrisonerEscapeReported'] })).toEqual([['X-1', 1]])
  expect(await counted({ modes: ['OPERATIONAL', 'EXERCISE'] })).toEqual([['X-1', 2]])
})

test('has one to three places to gather by', async () => {
  for (const by of [[], ['a', 'b', 'c', 'd']]) {
    const { errors } = await apiOver(log).ask(analyst, breakdown, { by })
    expect(errors?.[0]?.extensions.code).toBe('BAD_INPUT')
  }
})

test.each(['constructor', 'toString', '__proto__'])(
  'what no event says, such as %s, makes no groups',
  async (by) => {
    expect(await ask(analyst, { by: [by] })).toEqual([])
  },
)

test('lists in several places that would make a group of every combination are refused', async () => {
  const subjects = Array.from({ length: 100 }, (_, index) => `S-${index}`)
  const crowd = told('border', 'SightingReported', 5, { subjects })
  const crowded = apiOver(tell([{ reference: 'R-1', ...crowd, position: 1 }]))
  const asked = (by: readonly string[]) => crowded.ask(analyst, breakdown, { by })

  expect((await asked(['subjects', 'subjects'])).data.breakdown.totalCount).toBe(10_000)
  expect((await asked(['subjects', 'subjects', 'subjects'])).errors).toMatchObject([
    { extensions: { code: 'LIMIT_EXCEEDED' } },
  ])
})

test('one person or several are counted under the same name', async () => {
  const violations = tell(
    [{ subject: 'S-1' }, { subjects: ['S-1', 'S-2'] }].map(
      (data, index): ToldEvent => ({
        ...told('border', 'BorderRegimeViolationRecorded', index, data),
        reference: `S-${index}`,
        position: index + 1,
      }),
    ),
  )
  const { data } = await apiOver(violations).ask(analyst, breakdown, { by: ['subject'] })
  expect(data.breakdown.nodes).toMatchObject([
    { key: [{ value: 'S-1' }], count: 2 },
    { key: [{ value: 'S-2' }], count: 1 },
  ])
})

test('areas are gathered whatever a country calls them', async () => {
  const violations = tell(
    [{ soum: '2110' }, { districts: ['2110', '2104'] }].map(
      (data, index): ToldEvent => ({
        ...told('border', 'BorderViolationRecorded', index, data),
        reference: `S-${index}`,
        position: index + 1,
      }),
    ),
  )
  const { data } = await apiOver(violations).ask(analyst, breakdown, { by: ['area'] })
  expect(data.breakdown.nodes).toMatchObject([
    { key: [{ value: '2110' }], count: 2 },
    { key: [{ value: '2104' }], count: 1 },
  ])
})

test('nothing is gathered, added up or due by what is sealed: who asks for it is told so', async () => {
  const sealed = { $sealed: { key: 'K-1', iv: 'aXY', ciphertext: 'Y2FuYXJ5', tag: 'dGFn' } }
  const wanted = apiOver(
    tell(
      [{ fullName: sealed }, { fullNames: [sealed, sealed] }].map(
        (data, index): ToldEvent => ({
          ...told('police', 'ReportFiled', index, { reportType: 'Wanted', ...data }),
          position: index + 1,
        }),
      ),
    ),
  )
  for (const question of [
    { by: ['fullName'] },
    { by: ['type'], sum: 'fullName' },
    { by: ['type'], due: 'fullNames' },
  ]) {
    const { data, errors } = await wanted.ask(analyst, breakdown, question)
    expect(data).toBeNull()
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }])
    expect(errors![0]!.message).toContain('sealed')
    expect(JSON.stringify(errors)).not.toMatch(/K-1|Y2FuYXJ5/)
  }
})
