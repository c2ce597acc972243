import { expect, test } from 'vitest'
import { type Beginning, keepMemoryBounded } from './thrift.ts'

/** How a process begins anew: its arguments and how many heaps malloc may have; undefined where it goes on as it is. */
const begunAnew = (beginning: Partial<Beginning>) => {
  let anew: { args: readonly string[]; heaps: string | undefined } | undefined
  keepMemoryBounded({
    execve: ((_: string, [, ...args]: string[], env: NodeJS.ProcessEnv) => {
      anew = { args, heaps: env.MALLOC_ARENA_MAX }
    }) as NonNullable<Beginning['execve']>,
    execPath: process.execPath,
    execArgv: [],
    argv: [process.execPath, 'main.ts', 'start'],
    env: {},
    connected: false,
    platform: 'linux',
    ...beginning,
  })
  return anew
}

const bound = '--max-semi-space-size=8'

test('a process that was started without bounds begins anew with both', () => {
  expect(begunAnew({ execArgv: ['--no-warnings'] })).toEqual({
    args: ['--no-warnings', bound, 'main.ts', 'start'],
    heaps: '2',
  })
})

test.each([
  ['a flag', { execArgv: ['--max-semi-space-size=2'] }],
  ['a flag with underscores', { execArgv: ['--max_semi_space_size=2'] }],
  ['NODE_OPTIONS', { env: { NODE_OPTIONS: '--no-warnings --max-semi-space-size=2' } }],
])('a young heap bounded by %s stays so, and malloc is bounded all the same', (_, beginning) => {
  expect(begunAnew(beginning)).toEqual({
    args: [...((beginning as Partial<Beginning>).execArgv ?? []), 'main.ts', 'start'],
    heaps: '2',
  })
})

test('a bound to malloc stays, and the young heap is bounded all the same', () => {
  expect(begunAnew({ env: { MALLOC_ARENA_MAX: '4' } })).toEqual({
    args: [bound, 'main.ts', 'start'],
    heaps: '4',
  })
})

test.each([
  ['that has both bounds', { execArgv: [bound], env: { MALLOC_ARENA_MAX: '2' } }],
  ['whose parent talks to it', { connected: true }],
  ['whose program is not there any more', { execPath: '/nowhere/node' }],
  ['of a system that cannot do that', { execve: undefined }],
  ['of Windows', { platform: 'win32' as const }],
])('a process %s goes on as it is', (_, beginning) => {
  expect(begunAnew(beginning as Partial<Beginning>)).toBeUndefined()
})
