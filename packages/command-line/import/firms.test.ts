import { createReadStream } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DETECTIONS_PER_BATCH, readDetections, readFirms } from './firms.ts'
import { collect, realInput, saying } from './testing/given-input.ts'

const head =
  'latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight'
const row = (lat: number, date = '2025-04-23', time = '0226', confidence = '92') =>
  `${lat},115.9994,353.7,1,1,${date},${time},T,${confidence},6.1NRT,272.53,69.96,D`

describe('reading a FIRMS feed', () => {
  it.each([
    ['of other columns', 'a,b\n1,2\n3,4\n', /^f:1: there is no column latitude, longitude, acq_date/],
    ['that is no CSV', '{\n  "name": "x"\n}\n', /^f:\d: (not CSV|there is no column)/],
  ])('tells once of a file %s', async (_, text, why) => {
    const { lines, bad } = await collect(readFirms(saying(text), { file: 'f' }))
    expect(lines).toEqual([])
    expect(bad.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([expect.stringMatching(why)])
  })

  it.each([
    ['nothing at all', '', 'f: the file is empty'],
    ['a heading of other columns and no rows', 'lat,lon\n', 'f:1: there is no column latitude'],
    ['a line without an end', 'a'.repeat(2_000_000), 'f:1: not CSV: Max Record Size'],
  ])('tells of %s', async (_, text, why) => {
    const { lines, bad } = await collect(readFirms(saying(text), { file: 'f' }))
    expect(lines).toEqual([])
    expect(bad.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([expect.stringContaining(why)])
  })

  it('finds nothing wrong with a day on which nothing burned', async () => {
    expect(await collect(readFirms(saying(`${head}\n`), { file: 'f' }))).toEqual({ lines: [], bad: [] })
  })

  const withPlace = (lat: string) => row(53.2).replace('53.2', lat)

  it.each([
    ['no latitude', withPlace(''), 'latitude: not a number'],
    ['a latitude in other digits', withPlace('0x10'), 'latitude: not a number'],
    ['a latitude off the earth', withPlace('148.1'), 'latitude: Too big'],
    ['more confidence than there is', row(53.2, '2025-04-23', '0226', '900'), 'confidence or time'],
    ['a radiative power below nothing', row(53.2).replace('69.96', '-999'), 'frp: Too small'],
    ['a word for its radiative power', row(53.2).replace('69.96', 'high'), 'frp: not a number'],
    ['a field too many', `${row(53.2)},x`, 'another number of fields'],
    ['fields too few', '53.2,115.9', 'another number of fields'],
    [
      'a satellite in Latin-1',
      row(53.2).replace(',T,', ',T\ufffd,'),
      'satellite: a character cannot be read',
    ],
  ])('tells of a row with %s, with its line, and reads the others', async (_, wrong, why) => {
    const { lines, bad } = await collect(
      readFirms(saying([head, row(53.1), '', wrong, row(53.3)].join('\n')), { file: 'f' }),
    )
    expect(bad.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([
      expect.stringMatching(new RegExp(`^f:4: .*${why}`)),
    ])
    expect((lines[0]!.data as { rows: number }).rows).toBe(2)
  })

  it('makes nothing up where no radiative power was measured', async () => {
    const { lines, bad } = await collect(
      readFirms(saying([head, row(53.2).replace('69.96', '')].join('\n')), { file: 'f' }),
    )
    expect(bad).toEqual([])
    expect(lines[0]!.data).toMatchObject({ detections: [expect.not.objectContaining({ frpMw: 0 })] })
  })

  it('keeps time, place and confidence of a detection', async () => {
    const { lines } = await collect(readFirms(saying([head, row(53.2)].join('\n')), { file: 'feed.csv' }))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      type: 'HotspotBatchIngested',
      incident: 'FIRMS-2025-04-23',
      occurredAt: '2025-04-23T02:26:00Z',
    })
    expect(lines[0]!.data).toMatchObject({
      rows: 1,
      detections: [
        {
          lat: 53.2,
          lon: 115.9994,
          acquiredAt: '2025-04-23T02:26:00Z',
          satellite: 'T',
          confidence: 92,
          frpMw: 69.96,
          day: true,
        },
      ],
    })
  })

  it('makes the same report of the same detections in another file', async () => {
    const text = [head, row(53.2), row(53.3)].join('\n')
    const [a, b] = await Promise.all(
      ['a.csv', 'b.csv'].map((file) => collect(readFirms(saying(text), { file }))),
    )
    expect(a!.lines).toEqual(b!.lines)
  })

  it('parts a feed by day, and a day into bounded batches', async () => {
    const many = Array.from({ length: DETECTIONS_PER_BATCH + 1 }, (_, index) => row(40 + index / 1000))
    const { lines } = await collect(
      readFirms(saying([head, ...many, row(41, '2025-04-24')].join('\n')), { file: 'f' }),
    )
    expect(lines.map((line) => [line.incident, (line.data as { rows: number }).rows])).toEqual([
      ['FIRMS-2025-04-23', DETECTIONS_PER_BATCH],
      ['FIRMS-2025-04-23', 1],
      ['FIRMS-2025-04-24', 1],
    ])
  })

  it('knows the classes of VIIRS and tells where a row cannot be read', async () => {
    const text = [
      head,
      row(53.2, '2025-04-23', '5', 'n'),
      row(91),
      row(53.2, '2025-04-23', '2561'),
      row(1, '2025-04-23', '0226', 'x'),
    ].join('\n')
    const { lines, bad } = await collect(readFirms(saying(text), { file: 'f.csv' }))
    expect(lines[0]!.data).toMatchObject({
      detections: [{ confidenceClass: 'nominal', acquiredAt: '2025-04-23T00:05:00Z' }],
    })
    expect(bad.map((one) => one.place)).toEqual(['f.csv:3', 'f.csv:4', 'f.csv:5'])
  })

  it('reads every row of the real feeds', async (context) => {
    const counts: number[] = []
    const keys = new Set<string>()
    for (const name of ['feed_A_fetched_2025-04-23.csv', 'feed_B_fetched_2025-04-24.csv']) {
      const file = realInput(`firms/${name}`, context)
      let count = 0
      for await (const item of readDetections(createReadStream(file), name)) {
        if ('kind' in item) throw new Error(JSON.stringify(item))
        count++
        keys.add(`${item.satellite} ${item.acquiredAt} ${item.lat} ${item.lon}`)
      }
      counts.push(count)
    }
    expect(counts).toEqual([364, 1512])
    expect(keys.size).toBe(1546)
  })
})
