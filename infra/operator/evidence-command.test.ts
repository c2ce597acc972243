import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, run } from '@concord/command-line'
import { afterEach, expect, it, vi } from 'vitest'
import { operatorCommands } from './commands.ts'

afterEach(() => vi.restoreAllMocks())

/** No session is there: what got as far as to need one would speak of that. */
const concord = async (call: string) => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const code = await run(['--session', '/nowhere/session.json', ...call.split(' ')], {
    signal: new AbortController().signal,
    more: operatorCommands,
  })
  return { code, told: told.mock.calls.join('\n') }
}

it.each([
  'evidence export package --from yesterday',
  'evidence export package --from 2025-04-23T00:00:00Z --to 2025-04-24',
  'evidence export package --question words --positions 120 12x',
  'keys revoke police --kid kid --from yesterday',
])('takes no other words for a moment: %s', async (call) => {
  const { code, told } = await concord(call)
  expect(code).toBe(exitCodes.usage)
  expect(told).toMatch(/such as (2025-04-23T13:20:00\+08:00|120)/)
})

it.each([
  'evidence export package --incident INC-1 --log somewhere',
  'keys list --log http://127.0.0.1:2113',
  'withdraw police 357 --reason stolen --log esdb://',
])('takes no other words for the address of a log: %s', async (call) => {
  const { code, told } = await concord(call)
  expect([code, told]).toEqual([exitCodes.usage, expect.stringContaining('Such an address is esdb://')])
})

it('does not repeat what was given for the address of a log, which may hold a password', async () => {
  const { code, told } = await concord('keys list --log http://admin:a-password@127.0.0.1:2113')
  expect([code, told]).toEqual([exitCodes.usage, expect.not.stringContaining('a-password')])
})

it('packages nothing into a folder that is there, and says so before anything is asked', async () => {
  const { code, told } = await concord(`evidence export ${tmpdir()} --incident INC-1`)
  expect([code, told]).toEqual([exitCodes.usage, expect.stringContaining('exists already')])
})

it('withdraws nothing for an agency that there is not, and makes it no key', async () => {
  const keys = mkdtempSync(join(tmpdir(), 'concord-withdraw-'))
  const { code, told } = await concord(
    `withdraw polize 357 --reason stolen --log esdb://127.0.0.1:1 --keys ${keys}`,
  )
  expect(code).toBe(exitCodes.usage)
  expect(told).toMatch(/There is no agency polize. There are: police/)
  expect(readdirSync(keys)).toEqual([])
  rmSync(keys, { recursive: true })
})
