import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../fixtures/api-over.ts'
import { type ToldEvent, tell } from '../fixtures/told-event.ts'

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

const breakdown = `query ($filter: EventFilter, $by: [String!]!, $sum: String, $atLeast: Int, $lastTypes: [String!]) {
  breakdown(filter: $filter, by: $by, sum: $sum, atLeast: $atLeast, lastTypes: $lastTypes) {
    totalCount
    nodes { key { by value } count sum lastAt last { reference } events { totalCount nodes { reference } } }
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

test('has one to three places to gather by', async () => {
  for (const by of [[], ['a', 'b', 'c', 'd']]) {
    const { errors } = await apiOver(log).ask(analyst, breakdown, { by })
    expect(errors?.[0]?.extensions.code).toBe('BAD_INPUT')
  }
})
