import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFeeds } from '../../infra/demo/feeds.ts'
import { headCovers } from './log-in-test.ts'
import { type Recorded, type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * The command-line tool as a process against the running system: what it prints, where, and how it ends.
 */

let system: SystemInTest
let folder: string
const recorded: Recorded[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-cli-'))
  system = await startSystemInTest({ present: ['border', 'emergency', 'joc'] })
  for (const [minute, observation] of ['smoke', 'flames', 'embers'].entries()) {
    const said = {
      reference: `F-${minute}`,
      summary: observation,
      // Reported in another order than they happened.
      occurredAt: `2025-04-23T12:0${(minute + 2) % 3}:00+08:00`,
      data: { observation },
    }
    recorded.push(await system.record('border/duty-officer', 'ReportObservation', 'FIRE', said))
  }
  await system.pictureHas(recorded.at(-1)!.position)
})
afterAll(async () => {
  await system?.stop()
  await rm(folder, { recursive: true })
})

describe('asking', () => {
  test('prints JSON alone, one value a line, or a table, and ends with 0', async () => {
    const [list, table, answer, nothing] = await Promise.all([
      concord('--json', 'incidents', '--agency', 'border'),
      concord('incidents'),
      concord(
        '--json',
        'query',
        'query ($id: ID!) { incident(id: $id) { eventCount } }',
        '--variables',
        '{"id":"FIRE"}',
      ),
      concord('--as', 'corrections/commander', '--json', 'query', '{ noSuchRoot }'),
    ])
    expect(list).toMatchObject({ status: 0, err: '' })
    expect(JSON.parse(only(list.out))).toMatchObject({ totalCount: 1, nodes: [{ id: 'FIRE' }] })
    expect(table).toMatchObject({ status: 0, err: '1 of 1\n' })
    expect(table.out).toMatch(/^id +form +kind.*\nFIRE +incident /)
    expect(JSON.parse(only(answer.out))).toMatchObject({ data: { incident: { eventCount: 3 } } })
    expect(nothing).toMatchObject({ status: 1, err: expect.stringContaining('concord: ') })
    expect(JSON.parse(only(nothing.out))).toMatchObject({ errors: [{}] })
  })

  test('what holds the words is found, as known when it is asked for', async () => {
    const [now, asKnown] = await Promise.all([
      concord('search', 'smoke'),
      concord('--json', 'search', 'smoke', '--known', recorded[0]!.position),
    ])
    expect([now.status, now.out]).toEqual([0, expect.stringMatching(/\nevents: [1-9]/)])
    expect(JSON.parse(only(asKnown.out))).toMatchObject({ events: { nodes: [{ reference: 'F-0' }] } })
  })

  test('what holds of one incident is printed, as known when it is asked for', async () => {
    const [now, asKnown, nobodys] = await Promise.all([
      concord('incident', 'FIRE'),
      concord('--json', 'incident', 'FIRE', '--known', recorded[0]!.position),
      concord('incident', 'NEVER-WAS'),
    ])
    expect([now.status, now.out]).toEqual([
      0,
      expect.stringMatching(/^incident: +FIRE.*\nstatus: +reported /),
    ])
    expect(now.out).toMatch(/\nparticipants\n.*\nborder +reporting /)
    expect(JSON.parse(only(asKnown.out))).toMatchObject({ id: 'FIRE', openedAt: '2025-04-23T12:02:00+08:00' })
    expect(nobodys).toMatchObject({ status: 1, out: '' })
  })

  test('a timeline comes in the order in which it happened, as known when it is asked for', async () => {
    const [all, asKnown, nobodys] = await Promise.all([
      concord('--json', 'replay', 'FIRE'),
      concord('replay', 'FIRE', '--known', recorded[0]!.position),
      concord('replay', 'NEVER-WAS'),
    ])
    const entries = lines(all.out).map((line) => JSON.parse(line) as { readonly reference: string })
    expect([all.status, entries.map(({ reference }) => reference)]).toEqual([0, ['F-1', 'F-2', 'F-0']])
    expect(asKnown.status).toBe(0)
    expect(only(asKnown.out)).toMatch(/^2025-04-23T12:02:00\+08:00 +border +F-0 +smoke/)
    expect(nobodys).toEqual({
      status: 1,
      out: '',
      err: expect.stringContaining('knows nothing of NEVER-WAS'),
    })
  })

  test('following prints what was recorded after a position and what comes, until it is interrupted', async () => {
    const following = start('--json', 'follow', '--after', recorded[0]!.position, '--incident', 'FIRE')
    await following.hasPrinted('F-2')
    const said = { reference: 'F-3', data: {} }
    recorded.push(await system.record('border/duty-officer', 'ReportObservation', 'FIRE', said))
    await following.hasPrinted('F-3')
    const { status, out } = await following.interrupt()
    const references = lines(out).map(
      (line) => (JSON.parse(line) as { readonly reference: string }).reference,
    )
    expect([status, references]).toEqual([130, ['F-1', 'F-2', 'F-3']])
  })
})

describe('importing', () => {
  test('says what became of each record, and the second time that all were known', async () => {
    makeFeeds(folder, ['a.csv', 'b.csv'], 3)
    const files = [join(folder, 'a.csv'), join(folder, 'b.csv')]
    const first = await concord('--json', 'import', 'firms', ...files, '--incident', 'FEEDS')
    const again = await concord('import', 'firms', ...files, '--incident', 'FEEDS')
    expect([first.status, JSON.parse(only(first.out))]).toEqual([
      0,
      {
        read: 2,
        detections: 280,
        underWay: 0,
        recorded: 2,
        repeated: 0,
        refused: [],
        bad: [],
        filed: [],
        misfits: [],
        withoutEffect: [],
        beside: [],
        ahead: [],
        position: expect.stringMatching(/^\d+$/),
        owner: 'emergency',
      },
    ])
    expect([again.status, again.out]).toEqual([
      0,
      '2 reports read with 280 satellite detections: 0 recorded, 2 known before, 0 refused.\n',
    ])
  })

  test('knows what it has brought in before in a file of another name', async () => {
    makeFeeds(folder, ['a.csv', 'b.csv'], 3)
    copyFileSync(join(folder, 'a.csv'), join(folder, 'renamed.csv'))
    const files = ['a.csv', 'renamed.csv'].map((file) => join(folder, file))
    const { status, out } = await concord('import', 'firms', ...files)
    expect([status, out]).toEqual([0, expect.stringContaining('2 recorded, 2 known before, 0 refused')])
  })

  test('ends with 1 when something could not be brought in, and says where it stands', async () => {
    const file = join(folder, 'bad.csv')
    const [head, row] = readFileSync(join(folder, 'a.csv'), 'utf8').split('\n')
    writeFileSync(file, [head, row, row?.replace(/^[^,]+/, '95.0')].join('\n'))
    const bad = await concord('import', 'firms', file, '--incident', 'BAD')
    expect(bad.status).toBe(1)
    expect(bad.out).toMatch(
      /^1 report read with 1 satellite detection: 1 recorded, .*\n1 place of .*\n {2}bad\.csv:3: /,
    )
  })

  test('with a token that may not import ends with 1, and nothing is recorded', async () => {
    const session = join(folder, 'officers.json')
    const tokens = system.session.tokens.map((one) =>
      one.role === 'importer'
        ? {
            ...one,
            token: system.session.tokens.find(
              ({ agency, role }) => agency !== one.agency && role !== 'importer',
            )!.token,
          }
        : one,
    )
    writeFileSync(session, JSON.stringify({ ...system.session, tokens }))
    const refused = await concord(
      '--session',
      session,
      'import',
      'firms',
      join(folder, 'a.csv'),
      '--incident',
      'NEVER',
    )
    expect(refused).toMatchObject({ status: 1, out: expect.stringContaining('foreign-agency') })
    const { data } = await system.ask('emergency/commander', '{ incident(id: "NEVER") { id } }')
    expect(data.incident).toBeNull()
  })
})

describe('packaging an answer', () => {
  const question = '{ incident(id: "FIRE") { timeline { nodes { event { reference position } } } } }'

  test('keeps the question, what was answered, and the events it rests on', async () => {
    const place = join(folder, 'answer')
    await headCovers(system.session.log!, recorded.at(-1)!.position)
    expect(await concord('evidence', 'export', place, '--question', question)).toMatchObject({ status: 0 })
    const packaged = (name: string): string => readFileSync(join(place, name), 'utf8')
    const references = lines(packaged('events.ndjson')).map(
      (line) => JSON.parse(line).event.metadata.reference,
    )
    expect(JSON.parse(packaged('answer.json'))).toMatchObject({
      question,
      answer: { data: { incident: {} } },
    })
    expect(references).toEqual(['F-0', 'F-1', 'F-2', 'F-3'])
    expect(JSON.parse(packaged('manifest.json'))).toMatchObject({
      selection: { kind: 'answer', askedAs: 'joc/analyst' },
    })
    const checked = spawnSync(process.execPath, [join(place, 'verify.mjs'), place], { encoding: 'utf8' })
    expect([checked.status, checked.stderr]).toEqual([0, ''])
  })

  test.each([
    [question.replace('position', 'personal { opened { value } }'), 'cannot hold opened fields'],
    ['Who started it?', 'There is no file Who started it?'],
    ['{ who started it? }', 'not valid GraphQL'],
  ])('refuses %s', async (asked, reason) => {
    const refused = await concord('evidence', 'export', join(folder, 'refused'), '--question', asked)
    expect(refused).toMatchObject({ status: 2, out: '', err: expect.stringContaining(reason) })
  })

  test('refuses an answer that names no event', async () => {
    const asked = '{ incident(id: "FIRE") { status } }'
    const refused = await concord('evidence', 'export', join(folder, 'refused'), '--question', asked)
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('names no event') })
  })
})

test('a wrong call ends with 2 and says what is right', async () => {
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{ "graphql": 7 }')
  const away = join(folder, 'away.json')
  writeFileSync(away, JSON.stringify({ ...system.session, graphql: 'http://127.0.0.1:9/graphql' }))
  const foreign = join(folder, 'foreign.json')
  writeFileSync(
    foreign,
    JSON.stringify({
      ...system.session,
      tokens: system.session.tokens.map((one) => ({ ...one, token: `${one.token}x` })),
    }),
  )
  const [none, unreadable, nobody, unknown, unasked, noFile, help, silent, stranger] = await Promise.all([
    concord('--session', join(folder, 'none.json'), 'incidents'),
    concord('--session', broken, 'incidents'),
    concord('--as', 'joc/nobody', 'incidents'),
    concord('incidence'),
    concord('incidents', '--first', '10001'),
    concord('import', 'calls', join(folder, 'none.csv')),
    concord('--help'),
    concord('--session', away, 'incidents'),
    concord('--session', foreign, 'incidents'),
  ])
  expect(
    [none, unreadable, nobody, unknown, unasked, noFile].map(({ status, out }) => [status, out]),
  ).toEqual(Array.from({ length: 6 }, () => [2, '']))
  expect(none.err).toMatch(/^concord: No session at .*none\.json\. Start a system/)
  expect(unreadable.err).toMatch(/^concord: .*broken\.json is not a session file/)
  expect(nobody.err).toMatch(/^concord: No token for joc\/nobody\. There are: /)
  expect(unknown.err).toMatch(/unknown command 'incidence'/)
  expect(unasked.err).toMatch(/a whole number from 1 to 10000/)
  expect(noFile.err).toMatch(/^concord: There is no file .*none\.csv/)
  expect(help).toMatchObject({ status: 0, out: expect.stringContaining('Exit status'), err: '' })
  expect(silent).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringMatching(/^concord: .*does not answer/),
  })
  expect(stranger).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringMatching(/^concord: UNAUTHENTICATED: /),
  })
  expect(stranger.err).not.toContain(system.session.tokens[0]!.token.slice(0, 20))
})

interface Ended {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

interface Started {
  hasPrinted(text: string): Promise<void>
  interrupt(): Promise<Ended>
  readonly ended: Promise<Ended>
}

const main = fileURLToPath(new URL('../../infra/concord.ts', import.meta.url))

const concord = (...args: readonly string[]): Promise<Ended> => start(...args).ended

const start = (...args: readonly string[]): Started => {
  const tool = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, CONCORD_SESSION: system.sessionFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  let more = Promise.withResolvers<void>()
  tool.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    more.resolve()
    more = Promise.withResolvers()
  })
  tool.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = once(tool, 'close').then(([status]): Ended => ({ status: status as number | null, out, err }))
  return {
    ended,
    hasPrinted: async (text) => {
      while (!out.includes(text)) {
        const end = await Promise.race([more.promise, ended])
        if (end) throw new Error(`It ended with ${end.status}: ${end.err}`)
      }
    },
    interrupt: () => {
      tool.kill('SIGINT')
      return ended
    },
  }
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

/** The one line that was printed. */
const only = (text: string): string => {
  expect(lines(text)).toHaveLength(1)
  return lines(text)[0]!
}
