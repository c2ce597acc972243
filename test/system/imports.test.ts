import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFeeds } from '../../infra/demo/feeds.ts'
import { csvRows } from './csv-rows.ts'
import { type FireCall, fireCallsIn, latencyOf, situationOf } from './fire-calls.ts'
import { type Answered, type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * Real files, brought in through the agencies' APIs and read back over GraphQL. What has to come out is worked out here
 * from the files themselves.
 */

/** How many rows of fire calls are brought in; `CONCORD_FIRE_CALLS=5000` takes all of them. */
const ROWS = Number(process.env.CONCORD_FIRE_CALLS ?? 600)

const real = (path: string) => fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
const feeds = [real('firms/feed_A_fetched_2025-04-23.csv'), real('firms/feed_B_fetched_2025-04-24.csv')]
const callsFile = real('calls/sf_fire_calls_2020_part1.csv')
const capFolder = real('cap')

/** Says aloud what is left out because a checkout stands alone. */
const withInput = (file: string) => {
  if (existsSync(file)) return test
  console.warn(`SKIPPED: there is no real input at ${file.replace(/^.*\/shared\//, '../shared/')}`)
  return test.skip
}

let system: SystemInTest
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-input-'))
  system = await startSystemInTest({ present: ['emergency'] })
})
afterAll(async () => {
  await system?.stop()
  await rm(folder, { recursive: true })
})

/** What comes without a marking is for its owner and the joint centre. */
const centre = 'joc/analyst'

/** Everything that an import could change: how far the centre's picture is, and its counts. */
const everythingOf = async () => {
  const query =
    '{ statistics { total { count } imported byType { name count } } incidents { totalCount } hotspots { totalCount } }'
  const { data, position } = await system.ask(centre, query)
  return { ...data, position }
}

const importAndWait: SystemInTest['import'] = async (format, files, options) => {
  const summary = await system.import(format, files, options)
  expect(summary).toMatchObject({ refused: [], bad: [] })
  await system.pictureHas(summary.position!)
  return summary
}

const importAgain = async (...[format, files, options]: Parameters<SystemInTest['import']>) => {
  const before = await everythingOf()
  const again = await importAndWait(format, files, options)
  expect(again).toMatchObject({ recorded: 0, repeated: again.read })
  expect(await everythingOf()).toEqual(before)
}

describe('satellite feeds', () => {
  const distinct = async (incident: string) =>
    (
      await system.ask(
        centre,
        'query ($incident: ID) { hotspots(filter: { incident: $incident }) { totalCount } }',
        { incident },
      )
    ).data.hotspots.totalCount

  withInput(feeds[0]!)(
    'the two real feeds give 1,546 distinct detections, and again change nothing',
    async () => {
      const keys = feeds.flatMap((file) =>
        csvRows(readFileSync(file, 'utf8')).map((row) =>
          [
            row.satellite,
            row.acq_date,
            row.acq_time?.padStart(4, '0'),
            Number(row.latitude),
            Number(row.longitude),
          ].join(),
        ),
      )
      await importAndWait('firms', feeds, { incident: 'FIRMS-REAL' })
      expect([keys.length, new Set(keys).size, await distinct('FIRMS-REAL')]).toEqual([1876, 1546, 1546])
      await importAgain('firms', feeds, { incident: 'FIRMS-REAL' })
    },
  )

  test('two made feeds that overlap count each detection once, in whichever order and however often', async () => {
    const files = ['a.csv', 'b.csv'] as const
    const made = makeFeeds(folder, files, 7)
    const paths = files.map((file) => join(folder, file))
    await importAndWait('firms', paths, { incident: 'FIRMS-MADE' })
    expect(await distinct('FIRMS-MADE')).toBe(made.distinct)
    await importAgain('firms', paths, { incident: 'FIRMS-MADE' })

    const others = makeFeeds(folder, files, 8)
    await importAndWait('firms', paths.toReversed(), { incident: 'FIRMS-TURNED' })
    expect(await distinct('FIRMS-TURNED')).toBe(others.distinct)
  })

  test('a feed of VIIRS, whose confidence is a word and no percentage, comes in with that word', async () => {
    const head =
      'latitude,longitude,bright_ti4,acq_date,acq_time,satellite,instrument,confidence,version,frp,daynight'
    const file = join(folder, 'viirs.csv')
    writeFileSync(file, `${head}\n48.1,112.2,330,2025-04-23,0512,N,VIIRS,n,2.0NRT,3.3,D\n`)
    await importAndWait('firms', [file], { incident: 'FIRMS-VIIRS' })
    const query = '{ events(filter: { incident: "FIRMS-VIIRS" }) { nodes { data } } }'
    const { events } = (await system.ask(centre, query)).data
    expect(events.nodes[0].data.detections).toMatchObject([{ satellite: 'N', confidenceClass: 'nominal' }])
  })
})

describe('public alerts', () => {
  withInput(capFolder)('real alerts in CAP come in once, one that breaks the schema does not', async () => {
    const files = ['australia.cap', 'canada.cap', 'oasis_amber_example.xml'].map((name) =>
      join(capFolder, name),
    )
    const first = await importAndWait('cap', files)
    expect(first).toMatchObject({ read: 3, recorded: 3 })
    await importAgain('cap', files)

    const before = await everythingOf()
    expect(await system.import('cap', [join(capFolder, 'invalid.cap')])).toMatchObject({ read: 0, bad: [{}] })
    expect(await everythingOf()).toEqual(before)

    // Alerts to the public are for everybody.
    const query = '{ events(filter: { types: ["PublicAlertIssued", "PublicAlertUpdated"] }) { totalCount } }'
    expect((await system.ask('border/duty-officer', query)).data.events.totalCount).toBe(3)
  })
})

describe(`the fire calls of a city, ${ROWS} rows`, () => {
  const calls = (): readonly FireCall[] => fireCallsIn(rowsOf(readFileSync(callsFile, 'utf8')))
  const kept = () => join(folder, 'calls.csv')

  withInput(callsFile)(
    'come in with every call and every stamp, and again change nothing',
    async () => {
      writeFileSync(kept(), rowsOf(readFileSync(callsFile, 'utf8')))
      const startedMs = performance.now()
      const summary = await importAndWait('calls', [kept()])
      const perSecond = Math.round(summary.read / ((performance.now() - startedMs) / 1000))
      console.log(
        `${summary.read} records of ${ROWS} rows brought in, ${perSecond} a second until in the picture`,
      )

      const stamps = calls().flatMap((call) => call.stamps).length
      const query = `{
        incidents(filter: { openedAfter: "2020-01-01T00:00:00Z", openedBefore: "2021-01-01T00:00:00Z" }) { totalCount }
        events(filter: { types: ["UnitStatusReported"] }) { totalCount }
      }`
      const counted = async (as: string) => {
        const { incidents, events } = (await system.ask(as, query)).data
        return [incidents.totalCount, events.totalCount]
      }
      expect(await counted(centre)).toEqual([calls().length, stamps])
      expect(await counted('emergency/commander')).toEqual([calls().length, stamps])
      expect(await counted('police/commander')).toEqual([0, 0])
      // One more record for each call that was opened, and one for its end.
      expect(summary).toMatchObject({ recorded: stamps + 2 * calls().length, repeated: 0 })
      await importAgain('calls', [kept()])
    },
    600_000,
  )

  withInput(callsFile)(
    'took as long to enter, dispatch, reach and clear as the table says, call by call',
    async () => {
      const told = new Map<string, unknown>()
      for (let after: string | null = null; ; ) {
        const { latencies }: Answered['data'] = (await system.ask(centre, LATENCIES, { after })).data
        for (const { incident, node } of latencies.edges) told.set(incident.id, node)
        if (!latencies.pageInfo.hasNextPage) break
        after = latencies.pageInfo.endCursor
      }
      const expected = new Map(calls().map((call) => [call.incident, latencyOf(call)]))
      expect(told.size).toBe(expected.size)
      for (const [incident, latency] of expected)
        expect([incident, told.get(incident)]).toEqual([incident, latency])
    },
    300_000,
  )

  withInput(callsFile)(
    'were open and on scene as the table says, at any moment, as known at any other',
    async () => {
      const moments = momentsIn(calls())
      expect(
        moments.some(({ knownMs, validMs }) => situationOf(calls(), { knownMs, validMs }).onScene.length > 5),
      ).toBe(true)
      for (const moment of moments) {
        expect([moment, await toldSituation(moment)]).toEqual([moment, situationOf(calls(), moment)])
      }
    },
    300_000,
  )
})

const LATENCIES = /* GraphQL */ `
  query ($after: String) {
    latencies(first: 100, after: $after, filter: { openedAfter: "2020-01-01T00:00:00Z", openedBefore: "2021-01-01T00:00:00Z" }) {
      edges { incident { id } node { recordedS taskedS arrivedS clearedS } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

const SITUATION = /* GraphQL */ `
  query ($after: String, $asOf: AsOf) {
    incidents(
      first: 100, after: $after, asOf: $asOf, order: { by: ID, direction: ASCENDING }
      filter: { statuses: [REPORTED, ACKNOWLEDGED, ACTIVE, CONTAINED], openedAfter: "2020-01-01T00:00:00Z", openedBefore: "2021-01-01T00:00:00Z" }
    ) {
      totalCount
      nodes { id units { unit status } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

interface Moment {
  readonly knownMs: number
  readonly validMs: number
}

/** Moments that lie between the stamps and exactly on them, and known later, earlier and as it happened. */
const momentsIn = (all: readonly FireCall[]): readonly Moment[] => {
  const at = (share: number) => all[Math.floor(all.length * share)]!
  const hour = 3_600_000
  const entered = at(0.4).enteredMs
  const arrived = at(0.7).stamps.find(({ status }) => status === 'ON_SCENE')?.atMs ?? at(0.7).enteredMs
  return [
    ...[0.2, 0.5, 0.8]
      .map((share) => at(share).receivedMs + 90_000)
      .map((ms) => ({ knownMs: ms, validMs: ms })),
    { knownMs: entered, validMs: entered },
    { knownMs: entered - 1, validMs: entered },
    { knownMs: arrived, validMs: arrived },
    { knownMs: entered + hour, validMs: entered },
    { knownMs: entered, validMs: entered + hour },
  ]
}

/** What the joint picture says of a moment, page by page. */
const toldSituation = async ({ knownMs, validMs }: Moment) => {
  const asOf = { known: { at: instant(knownMs) }, valid: instant(validMs) }
  const open: string[] = []
  const onScene: string[] = []
  for (let after: string | null = null; ; ) {
    const { incidents }: Answered['data'] = (await system.ask(centre, SITUATION, { after, asOf })).data
    for (const { id, units } of incidents.nodes) {
      open.push(id)
      for (const { unit, status } of units) if (status === 'ON_SCENE') onScene.push(`${id} ${unit}`)
    }
    if (!incidents.pageInfo.hasNextPage) {
      expect(incidents.totalCount).toBe(open.length)
      return { open: open.sort(), onScene: onScene.sort() }
    }
    after = incidents.pageInfo.endCursor
  }
}

const instant = (ms: number) => new Date(ms).toISOString()

const rowsOf = (text: string): string =>
  text
    .split('\n')
    .slice(0, ROWS + 1)
    .join('\n')
