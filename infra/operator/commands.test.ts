import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, run } from '@concord/command-line'
import { prepareKeys } from '@concord/event-log'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
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

it('a file of the next key that is not there is a wrong call, told before the log is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  prepareKeys(folder, ['police'])
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const place = ['--log', 'esdb://127.0.0.1:1?tls=false', '--keys', folder]
  const { code } = await concord('keys', 'rotate', 'police', ...place, '--next', join(folder, 'nowhere.pem'))
  expect(code).toBe(exitCodes.usage)
  expect(err.mock.calls.join('')).toContain('There is no file')
})
