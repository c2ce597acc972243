import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { headCovers } from './log-in-test.ts'
import { type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * The whole system leaves its server for another one, as `infra/cluster/README.md` tells an operator to do it, and
 * comes back. A key of the police was replaced and another one revoked by then.
 */

let folder: string
let system: SystemInTest | undefined
const nodes: RunningNode[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-moving-'))
})
afterAll(async () => {
  await system?.stop()
  for (const node of nodes) await node.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

test('a system that moves to another server and back answers as before, is intact, and goes on', async () => {
  const [here, there, back] = [await server(), await server(5), await server(2)]
  system = await startOn(here)
  const moments = await lifeOf(system)
  const before = await answers(system, moments)
  const given = await tasks(system)
  const verified = await intact(system)

  for (const [from, to] of [
    [here, there],
    [there, back],
  ] as const) {
    await system.stop()
    await moved(from, to)
    system = await startOn(to)
    await eventually(
      'the picture holds what was moved',
      async () => (await reports(system!)) >= MOMENTS || undefined,
    )
    expect(await answers(system, moments)).toEqual(before)
    expect(await tasks(system)).toBe(given)
    expect(await intact(system)).toMatchObject({
      withoutForce: verified.withoutForce,
      move: { from: serverOf(from) },
    })
    await headCovers(to.connectionString, await reportAgain(system))
    await intact(system, verified.heads + 1)
    expect(await evidenceOf(system)).toContain('are as they were signed and recorded')
    expect(troubles()).toEqual([])
  }
}, 600_000)

const startOn = ({ connectionString }: RunningNode) =>
  startSystemInTest({ log: connectionString, kept: folder, present: ['police', 'corrections', 'joc'] })

const MOMENTS = 3

/** Sightings, an escape that a rule acts on, and two keys that end; between all of them a moment to ask about. */
const lifeOf = async (running: SystemInTest): Promise<readonly string[]> => {
  const moments: string[] = []
  await reportAgain(running)
  moments.push(new Date().toISOString())
  const next = join(folder, 'data/keys/police.signing.next.pem')
  await concord('keys', 'rotate', 'police', '--next', next, '--overlap', '0')
  await reportAgain(running)
  moments.push(new Date().toISOString())
  await running.record('corrections/duty-officer', 'ReportPrisonerEscape', 'ESC', {
    data: { subjects: ['P-1'], count: 1, lat: 48.6, lon: 113.2 },
  })
  await eventually('the rule has acted', async () => ((await tasks(running)) >= 2 ? true : undefined))
  const stolen = JSON.parse(await concord('--json', 'keys', 'list', 'police')).at(-1).kid
  await concord(
    'keys',
    'revoke',
    'police',
    '--kid',
    stolen,
    '--next',
    next,
    '--from',
    new Date().toISOString(),
  )
  await reportAgain(running)
  moments.push(new Date().toISOString())
  return moments
}

/** The police report until a report of theirs counts: their process takes over a new key within seconds. Gives its position. */
const reportAgain = async (running: SystemInTest): Promise<string> => {
  const before = await reports(running)
  return eventually('a report counts', async () => {
    const { position } = await running.record('police/duty-officer', 'ReportObservation', 'MOVING')
    await running.pictureHas(position)
    return (await reports(running)) > before ? position : undefined
  })
}

const reports = async (running: SystemInTest): Promise<number> => {
  const { incident } = (await running.ask('joc/analyst', '{ incident(id: "MOVING") { eventCount } }')).data
  return incident?.eventCount ?? 0
}

const tasks = async (running: SystemInTest): Promise<number> => {
  const { operation } = (
    await running.ask('joc/analyst', '{ operation(id: "OP-ESC-prisoner-escape") { tasks { task } } }')
  ).data
  return operation?.tasks.length ?? 0
}

/** What was known of everything at each of the moments. */
const answers = async (running: SystemInTest, moments: readonly string[]): Promise<readonly unknown[]> =>
  Promise.all(
    moments.map(async (at) => {
      const asOf = { known: { at } }
      return (await running.ask('joc/analyst', WHAT_WAS_KNOWN, { asOf })).data
    }),
  )

const WHAT_WAS_KNOWN = `query ($asOf: AsOf) {
  incident(id: "MOVING", asOf: $asOf) { id eventCount timeline(first: 50) { nodes { event { id type recordedAt } } } }
  escape: incident(id: "ESC", asOf: $asOf) { id eventCount }
  operation(id: "OP-ESC-prisoner-escape", asOf: $asOf) { tasks { task agency state assignedAt deadline } }
}`

const SEVERAL = 2

/** The verification of a log of which at least so many heads were signed, which several witnesses remember. */
const intact = async (running: SystemInTest, leastHeads = 1) =>
  eventually('heads are signed and remembered', async () => {
    const heads = globSync('*/witnessed-head.json', { cwd: running.folder }).map((file) =>
      join(running.folder, file),
    )
    if (heads.length < SEVERAL) return undefined
    const verified = JSON.parse(await concord('--json', 'verify', '--heads', ...heads))
    expect(verified).toMatchObject({ intact: true, datedBack: { events: 0 } })
    return verified.remembered.length >= SEVERAL && verified.heads >= leastHeads ? verified : undefined
  })

/** As an operator does it: the log and its times, and of the folders what is not about places in the log. */
const moved = async (from: RunningNode, to: RunningNode): Promise<void> => {
  const state = join(mkdtempSync(join(folder, 'move-')), 'state.json')
  const [old, place] = [from.connectionString, to.connectionString]
  const said = await concord(
    ...['move', '--from', old, '--to', place, '--state', state, '--keys', join(folder, 'data/keys')],
    ...['--reason', 'The old machine is too small for what is recorded.'],
  )
  expect(said).toContain('were moved with their times')
  for (const name of readdirSync(join(folder, 'data'), { withFileTypes: true })) {
    if (!name.isDirectory() || ['keys', 'issuer'].includes(name.name)) continue
    const inner = join(folder, 'data', name.name)
    for (const file of readdirSync(inner)) {
      if (file !== 'witnessed-head.json') rmSync(join(inner, file), { recursive: true })
    }
  }
}

const evidenceOf = async (running: SystemInTest): Promise<string> => {
  const place = join(mkdtempSync(join(folder, 'evidence-')), 'package')
  await eventually('a package is made', () => concord('evidence', 'export', place, '--incident', 'MOVING'))
  const trust = join(mkdtempSync(join(folder, 'trust-')), 'trust.json')
  cpSync(join(running.folder, 'keys/trust.json'), trust)
  return run(join(place, 'verify.mjs'), place, trust)
}

/** What the processes have complained of. */
const troubles = (): readonly string[] =>
  globSync('data/logs/*.log', { cwd: folder }).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => /was rewritten|no log head is signed|was set aside/.test(line)),
  )

/** A server on which a position means something else, because it holds something else already. */
const server = async (settings = 0): Promise<RunningNode> => {
  const node = await startNode({ port: 0 })
  nodes.push(node)
  const client = EventStoreDBClient.connectionString(node.connectionString)
  for (let count = 0; count < settings; count++) {
    await client.setStreamMetadata(`elsewhere${count}`, { maxCount: 1_000 })
  }
  await client.dispose()
  return node
}
const serverOf = ({ port }: RunningNode): string => `127.0.0.1:${port}`

const main = fileURLToPath(new URL('../../infra/concord.ts', import.meta.url))
const concord = (...args: readonly string[]): Promise<string> => run(main, ...args)
const run = (file: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, CONCORD_SESSION: join(folder, 'session.json') }
    execFile(process.execPath, [file, ...args], { env }, (error, out, err) =>
      error ? reject(new Error(`${args.join(' ')}: ${out}${err}`)) : resolve(out),
    )
  })
