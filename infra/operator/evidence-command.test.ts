import { exitCodes, run } from '@concord/command-line'
import { afterEach, expect, it, vi } from 'vitest'
import { evidenceCommand } from './evidence-command.ts'
import { keysCommand } from './keys-command.ts'

afterEach(() => vi.restoreAllMocks())

/** No session is there: what got as far as to need one would speak of that. */
const concord = async (call: string) => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const code = await run(['--session', '/nowhere/session.json', ...call.split(' ')], {
    signal: new AbortController().signal,
    more: [
      { names: ['evidence'], load: async (context) => [evidenceCommand(context)] },
      { names: ['keys'], load: async (context) => [keysCommand(context)] },
    ],
  })
  return { code, told: told.mock.calls.join('\n') }
}

it.each([
  'evidence export package --from yesterday',
  'evidence export package --from 2025-04-23T00:00:00Z --to 2025-04-24',
  'evidence export package --question words --positions 120 12x',
  'keys revoke police kid --from yesterday',
])('takes no other words for a moment: %s', async (call) => {
  const { code, told } = await concord(call)
  expect(code).toBe(exitCodes.usage)
  expect(told).toMatch(/such as (2025-04-23T13:20:00\+08:00|120)/)
})
