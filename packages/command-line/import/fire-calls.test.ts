import { createReadStream, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { localTime, readFireCalls } from './fire-calls.ts'
import { collect, realInput, saying } from './testing/given-input.ts'

const columns = [
  'Call Number',
  'Unit ID',
  'Call Type',
  'Received DtTm',
  'Entry DtTm',
  'Dispatch DtTm',
  'Response DtTm',
  'On Scene DtTm',
  'Transport DtTm',
  'Hospital DtTm',
  'Call Final Disposition',
  'Available DtTm',
  'Address',
  'Zipcode of Incident',
  'Final Priority',
  'Unit Type',
  'Location',
  'RowID',
] as const
type Call = Partial<Record<(typeof columns)[number], string>>
const csv = (...calls: readonly Call[]) =>
  [
    columns.join(','),
    ...calls.map((call) => columns.map((column) => `"${call[column] ?? ''}"`).join(',')),
  ].join('\n')
const aCall: Call = {
  'Call Number': '1',
  'Unit ID': 'E32',
  'Call Type': 'Medical Incident',
  'Received DtTm': '04/07/2020 11:53:08 PM',
  'Entry DtTm': '04/07/2020 11:55:30 PM',
  'Dispatch DtTm': '04/07/2020 11:55:56 PM',
  'Available DtTm': '04/08/2020 12:15:40 AM',
  'Final Priority': '3',
  'Unit Type': 'ENGINE',
  Location: '(37.73, -122.42)',
  RowID: '1-E32',
}

describe('reading fire calls', () => {
  it.each(['\n', '\r\n'])(
    'names the line on which a row begins, whatever lines the rows before have',
    async (end) => {
      const address = `1 MAIN ST${end}REAR`
      const text = csv({ ...aCall, Address: address }, { ...aCall, 'Call Number': 'x' }, aCall, {
        ...aCall,
        'Call Number': 'y',
        Address: address,
      }).replaceAll(/(?<!\r)\n/g, end)
      const { bad } = await collect(readFireCalls(saying(`\ufeff${text}`), { file: 'c' }))
      expect(bad.map(({ place }) => place)).toEqual(['c:4', 'c:6'])
    },
  )

  it.each([
    ['(37.73, -122.42)', { lat: 37.73, lon: -122.42 }],
    ['POINT (-122.42 37.73)', { lat: 37.73, lon: -122.42 }],
  ])('reads the place %s', async (Location, place) => {
    const { lines, bad } = await collect(readFireCalls(saying(csv({ ...aCall, Location })), { file: 'c' }))
    expect(lines[0]!.data).toMatchObject(place)
    expect(bad).toEqual([])
  })

  it.each([
    ['a place that cannot be read', { Location: 'corner of 5th' }, /^Location corner of 5th is neither/],
    ['a place off the earth', { Location: '(137.73, -122.42)' }, /^Location/],
    ['a time of entry that cannot be read', { 'Entry DtTm': 'yesterday' }, /^Entry DtTm yesterday/],
  ])('brings a call in without %s, and tells of it', async (_, told, why) => {
    const { lines, bad } = await collect(readFireCalls(saying(csv({ ...aCall, ...told })), { file: 'c' }))
    expect(lines).toHaveLength(4)
    expect(lines[0]!.data).not.toMatchObject('Location' in told ? { lat: expect.anything() } : { lat: 0 })
    expect(bad).toEqual([{ place: 'c:2', detail: expect.stringMatching(why) }])
  })

  it('makes each call an incident and each stamp an event, in the local time of the control room', async () => {
    const { lines } = await collect(readFireCalls(saying(csv(aCall)), { file: 'calls.csv' }))
    expect(lines.map((line) => [line.type, line.occurredAt, line.recordedAt])).toEqual([
      ['IncidentOpened', '2020-04-07T23:53:08-07:00', '2020-04-07T23:55:30-07:00'],
      ['UnitStatusReported', '2020-04-07T23:55:56-07:00', '2020-04-07T23:55:56-07:00'],
      ['UnitStatusReported', '2020-04-08T00:15:40-07:00', '2020-04-08T00:15:40-07:00'],
      ['IncidentStatusReported', '2020-04-08T00:15:40-07:00', '2020-04-08T00:15:40-07:00'],
    ])
    expect(lines[0]!.data).toMatchObject({
      kind: 'medical-incident',
      severity: 'Severe',
      lat: 37.73,
      lon: -122.42,
    })
  })

  it('opens a call once and ends it when the last of its units is free', async () => {
    const second = { ...aCall, 'Unit ID': '85', RowID: '1-85', 'Available DtTm': '04/08/2020 01:35:00 AM' }
    const { lines } = await collect(readFireCalls(saying(csv(aCall, second)), { file: 'calls.csv' }))
    expect(lines.filter((line) => line.type === 'IncidentOpened')).toHaveLength(1)
    expect(lines.at(-1)).toMatchObject({
      type: 'IncidentStatusReported',
      occurredAt: '2020-04-08T01:35:00-07:00',
    })
  })

  it('resolves a time that occurs twice to its first reading and refuses one that never was', () => {
    expect(localTime('11/01/2020 01:30:00 AM', 'America/Los_Angeles')).toBe('2020-11-01T01:30:00-07:00')
    expect(localTime('03/08/2020 02:30:00 AM', 'America/Los_Angeles')).toBeUndefined()
    expect(localTime('04/31/2020 02:30:00 AM', 'America/Los_Angeles')).toBeUndefined()
  })

  it('tells where a row cannot be read and goes on', async () => {
    const { lines, bad } = await collect(
      readFireCalls(saying(csv({ ...aCall, 'Call Number': 'x' }, aCall)), { file: 'calls.csv' }),
    )
    expect(bad).toMatchObject([{ place: 'calls.csv:2' }])
    expect(lines).toHaveLength(4)
  })

  it('loses no stamp of the real calls', async (context) => {
    const file = realInput('calls/sf_fire_calls_2020_part1.csv', context)
    const { lines, bad } = await collect(readFireCalls(createReadStream(file), { file: 'calls.csv' }))
    const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[]
    const stamps = rows.flatMap((row) =>
      [
        'Dispatch DtTm',
        'Response DtTm',
        'On Scene DtTm',
        'Transport DtTm',
        'Hospital DtTm',
        'Available DtTm',
      ].filter((column) => row[column] !== ''),
    )
    const calls = new Set(rows.map((row) => row['Call Number']))
    expect(bad).toEqual([])
    expect(lines.filter((line) => line.type === 'UnitStatusReported')).toHaveLength(stamps.length)
    expect(lines.filter((line) => line.type === 'IncidentOpened')).toHaveLength(calls.size)
    expect(new Set(lines.map((line) => line.reference)).size).toBe(lines.length)
  })
})
