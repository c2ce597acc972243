import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventually } from './eventually.ts'
import { headCovers, lastInLog } from './log-in-test.ts'
import { type SystemInTest, startSystemInTest } from './system-in-test.ts'

/*
 * Keys of an agency whose process runs: rotated and ended by the operator's command, with the next key on a stick.
 */

let system: SystemInTest
let stick: string
let folder: string
beforeAll(async () => {
  system = await startSystemInTest({ present: ['police', 'joc'] })
  stick = mkdtempSync(join(tmpdir(), 'concord-stick-'))
  folder = system.session.keys!
  renameSync(join(folder, 'police.signing.next.pem'), join(stick, 'police.pem'))
})
afterAll(async () => {
  await system?.stop()
  rmSync(stick, { recursive: true })
})

const report = () => system.record('police/duty-officer', 'ReportObservation', 'INC-KEYS', { data: {} })

interface Key {
  readonly kid: string
  readonly until: string | null
}
const listed = async (): Promise<readonly Key[]> =>
  JSON.parse((await concord('--json', 'keys', 'list', 'police')).out)
const rotate = ['keys', 'rotate', 'police', '--next'] as const

/** Resolves as soon as what the agency reports is signed with the key: its process takes one over within seconds. */
const signsWith = async ({ kid }: Key): Promise<void> => {
  await eventually(`the agency signs with ${kid}`, async () => {
    await report()
    const last = await lastInLog(system.session.log!, 'police-INC-KEYS')
    return last?.metadata.signature.kid === kid || undefined
  })
}

/** Which keys signed the records of the incident, in their order. */
const signers = async (): Promise<readonly string[]> => {
  const place = join(stick, 'evidence')
  rmSync(place, { recursive: true, force: true })
  const recorded = await report()
  await headCovers(system.session.log!, recorded.position)
  expect(await concord('evidence', 'export', place, '--incident', 'INC-KEYS')).toMatchObject({ status: 0 })
  expect(readFileSync(join(place, 'events.ndjson'), 'utf8')).toContain(recorded.events[0]!.id)
  const checked = await run(join(place, 'verify.mjs'), place, join(folder, 'trust.json'))
  expect(checked).toMatchObject({ status: 0 })
  return readFileSync(join(place, 'events.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event)
    .filter(({ stream }) => stream === 'police-INC-KEYS')
    .map(({ metadata }) => metadata.signature.kid as string)
}

test('a rotation that is killed is finished by doing it again, and the running agency signs with the new key', async () => {
  await report()
  const [first] = await listed()
  const next = join(stick, 'police.pem')
  const planned = await concord('--json', ...rotate, next, '--dry-run')
  expect(JSON.parse(planned.out)).toMatchObject({ outcome: 'planned', replaces: first!.kid })

  const killed = start(main, ...rotate, next)
  await vi.waitFor(() => expect(existsSync(`${next}.new`)).toBe(true), { timeout: 60_000, interval: 1 })
  killed.tool.kill('SIGKILL')
  await killed.ended
  expect(await concord(...rotate, next)).toMatchObject({
    status: 0,
    out: expect.not.stringContaining('without force'),
  })

  const keys = await listed()
  expect(keys.map(({ kid, until }) => [kid, until === null])).toEqual([
    [first!.kid, false],
    [JSON.parse(planned.out).kid, true],
  ])
  expect([existsSync(`${next}.new`), existsSync(join(folder, 'police.signing.next.pem'))]).toEqual([
    false,
    false,
  ])
  await signsWith(keys[1]!)
  expect((await signers()).at(-1)).toBe(keys[1]!.kid)
  expect(await concord('verify')).toMatchObject({ status: 0, out: expect.stringContaining('intact') })
})

test('a stolen key is ended in the past, and the agency goes on in the same incident', async () => {
  const [, stolen] = await listed()
  const revoke = [
    'keys',
    'revoke',
    'police',
    '--kid',
    stolen!.kid,
    '--next',
    join(stick, 'police.pem'),
    '--from',
  ] as const
  expect(await concord(...revoke, 'yesterday')).toMatchObject({ status: 2 })
  expect(await concord(...revoke, '2026-01-01T00:00:00Z')).toMatchObject({
    status: 0,
    out: expect.stringContaining('is without force, although the command was answered with success'),
  })
  for (const again of [[], ['--dry-run']]) {
    expect(await concord(...revoke, '2026-01-01T00:00:00Z', ...again)).toMatchObject({
      status: 0,
      out: '',
      err: expect.stringContaining('Nothing was done'),
    })
  }
  const keys = await listed()
  expect(keys).toHaveLength(3)
  expect(keys[1]).toMatchObject({ until: '2026-01-01T00:00:00.000Z' })
  await signsWith(keys[2]!)
  expect((await signers()).at(-1)).toBe(keys[2]!.kid)
  const verified = await concord('verify')
  expect(verified).toMatchObject({ status: 0, out: expect.stringMatching(/intact[\s\S]*without force/) })
})

test('calls that cannot be right are refused with what to do', async () => {
  const next = join(stick, 'police.pem')
  const [nobody, nowhere, never, strange, help] = await Promise.all([
    concord('keys', 'rotate', 'navy'),
    concord('keys', 'rotate', 'police'),
    concord('keys', 'rotate', 'police', '--next', next, '--overlap', 'long'),
    concord('keys', 'revoke', 'police', '--kid', '-no-key', '--from', '2026-01-01T00:00:00Z', '--next', next),
    concord('keys', '--help'),
  ])
  expect(nobody).toMatchObject({ status: 2, err: expect.stringContaining('There are: police') })
  expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining('name its file with --next') })
  expect(never).toMatchObject({ status: 2 })
  expect(strange).toMatchObject({ status: 2, err: expect.stringContaining('police has no key') })
  expect(help).toMatchObject({ status: 0, out: expect.stringContaining('rotate') })
  expect(await listed()).toHaveLength(3)
})

const main = fileURLToPath(new URL('../../infra/concord.ts', import.meta.url))

const concord = (...args: readonly string[]) => start(main, ...args).ended
const run = (file: string, ...args: readonly string[]) => start(file, ...args).ended
const start = (file: string, ...args: readonly string[]) => {
  const tool = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, CONCORD_SESSION: system.sessionFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  tool.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString()
  })
  tool.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  const ended = once(tool, 'close').then(([status]) => ({ status: status as number | null, ...said }))
  return { tool, ended }
}
