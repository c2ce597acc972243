import { exitCodes, run } from '@concord/command-line'
import { afterEach, expect, it, vi } from 'vitest'
import { operatorCommands } from './commands.ts'

afterEach(() => vi.restoreAllMocks())

const concord = async (...args: readonly string[]) => {
  const told = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const code = await run(args, { signal: new AbortController().signal, more: operatorCommands })
  const out = told.mock.calls.join('\n')
  told.mockRestore()
  return { code, out }
}

it('every command that help lists is there when it is called for alone', async () => {
  const { out } = await concord('--help')
  const [commands] = out.slice(out.indexOf('Commands:')).split('\n\n')
  const listed = commands!.matchAll(/^ {2}(\w[\w-]*) /gm)
  const names = [...listed].map(([, name]) => name!).filter((name) => name !== 'help')
  expect(names).toEqual(expect.arrayContaining(['import', 'replay', 'verify', 'node']))
  for (const name of names) {
    expect(await concord(name, '--help'), name).toEqual({
      code: exitCodes.done,
      out: expect.stringMatching(`^Usage: concord ${name} `),
    })
  }
})
