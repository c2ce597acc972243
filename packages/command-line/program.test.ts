import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { run } from './program.ts'
import { exitCodes } from './program-context.ts'

/** A session of a system that nobody can reach: what asks it is told so, and ends as not answered. */
const folder = mkdtempSync(join(tmpdir(), 'program-'))
const session = join(folder, 'session.json')
beforeAll(() => {
  const tokens = [{ agency: 'joc', role: 'analyst', token: 't' }]
  writeFileSync(session, JSON.stringify({ graphql: 'http://127.0.0.1:1/graphql', agencies: [], tokens }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

const concord = async (call: string) => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const output = { json: false, watched: false, out: () => {}, err: () => {} }
  const args = ['--session', session, ...call.split(' ')]
  const code = await run(args, { signal: new AbortController().signal, outputOf: () => output })
  return { code, told: told.mock.calls.join('\n') }
}

it.each([
  'incidents --known yesterday',
  'incidents --known 2025-04-23',
  'incidents --known 12345678901234567890',
  'incidents --valid 120',
  'replay INC-ESC --known 2025-04-23T16:00:00',
  'replay INC-ESC --valid yesterday',
  'replay INC-ESC --learned-after yesterday',
  'reads --from yesterday',
  'reads --until 120',
  'follow --after yesterday',
])('takes no other words for a moment: %s', async (call) => {
  const { code, told } = await concord(call)
  expect(code).toBe(exitCodes.usage)
  expect(told).toMatch(/such as (2025-04-23T13:20:00\+08:00|120)/)
})

it.each([
  'incidents --known 120 --valid 2025-04-23T16:00:00+08:00',
  'replay INC-ESC --known 2025-04-23T16:00:00+08:00',
  'statistics --learned-after 120 --learned-until 2025-04-23T16:00:00+08:00',
  'reads --from 2025-04-23T08:00:00Z --until 2025-04-24T08:00:00Z',
])('takes a moment with its offset, and a position where something is known: %s', async (call) => {
  expect((await concord(call)).code).toBe(exitCodes.refused)
})

it('says which release it is', async () => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  expect((await concord('--version')).code).toBe(exitCodes.done)
  expect(out.mock.calls.join('')).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it.each([
  ['incidents --status burning', /one of reported, acknowledged/],
  ['import calls f.csv --zone Mars/Phobos', /a time zone/],
  ['import firms f.csv --stand-in a=b', /unknown option '--stand-in'/],
  ['import story f.ndjson --incident I-1', /unknown option '--incident'/],
])('refuses an option that would mean nothing: %s', async (call, why) => {
  const { code, told } = await concord(call)
  expect([code, told]).toEqual([exitCodes.usage, expect.stringMatching(why)])
  expect(told.trim().split('\n').length).toBeLessThan(4)
})

it('lists in the help of a command the options of the program that have a meaning for it, and no others', async () => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const helpOf = async (...args: string[]) => {
    out.mockClear()
    const more = [{ names: ['start'], options: [], load: async () => [new Command('start')] }]
    const { signal } = new AbortController()
    expect(await run([...args, '--help'], { signal, more })).toBe(exitCodes.done)
    return out.mock.calls.join('')
  }
  expect(await helpOf('incidents')).toMatch(/--session[\s\S]*--as[\s\S]*--json/)
  const ofImport = await helpOf('import', 'story')
  expect(ofImport).toMatch(/--session[\s\S]*--json/)
  expect(ofImport).not.toContain('--as')
  expect(await helpOf('start')).not.toMatch(/--session|--as|--json/)
})

it.each(['incidnet', 'incidnet --help'])('answers a slip with the nearest command: %s', async (call) => {
  const { code, told } = await concord(call)
  expect([code, told]).toEqual([
    exitCodes.usage,
    expect.stringMatching(/unknown command.*\n.*Did you mean.*incident/),
  ])
})

it('tells of an input that cannot be read', async () => {
  const err = vi.fn()
  const output = { json: false, watched: false, out: () => {}, err }
  const args = ['--session', session, 'import', 'story', folder]
  const code = await run(args, { signal: new AbortController().signal, outputOf: () => output })
  expect([code, err.mock.calls]).toEqual([exitCodes.usage, [[expect.stringMatching(/is a folder/)]]])
})

it.each([
  ['verify --keys k', true],
  ['--as joc/auditor --json verify', true],
  ['help verify', true],
  ['verfiy', true],
  ['query verify', false],
  ['--as verify incidents', false],
])(
  'loads a group of commands where one of it is called for, or none that is known: %s',
  async (call, loaded) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const load = vi.fn(async () => [])
    const output = { json: false, watched: false, out: () => {}, err: () => {} }
    const more = [{ names: ['verify'], load }]

    await run(['--session', session, ...call.split(' ')], {
      signal: new AbortController().signal,
      outputOf: () => output,
      more,
    })

    expect(load.mock.calls.length > 0).toBe(loaded)
  },
)
