import { Command } from 'commander'
import { expect, onTestFinished, test, vi } from 'vitest'
import { telling } from './telling.ts'

/** What is printed when `concord node count` is called with these options of the whole program. */
const called = async (options: readonly string[], counted: () => bigint) => {
  const [out, err] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')]
  for (const one of [out, err]) one.mockImplementation(() => {})
  onTestFinished(() => {
    process.exitCode = 0
  })
  const count = new Command('count').action((_: unknown, command: Command) =>
    telling(command, async () => {
      const events = counted()
      return { line: `${events} events`, facts: { events } }
    }),
  )
  const node = new Command('node').addCommand(count)
  const concord = new Command('concord').option('--json').addCommand(node)
  await concord.parseAsync([...options, 'node', 'count'], { from: 'user' })
  const printed = { out: out.mock.calls.flat(), err: err.mock.calls.flat() }
  vi.restoreAllMocks()
  return printed
}

test('what came of it is a line for people, and JSON where that is asked for', async () => {
  expect((await called([], () => 7n)).out).toEqual(['7 events'])
  expect((await called(['--json'], () => 7n)).out).toEqual(['{"events":"7"}'])
})

test('what went wrong names the command by its whole name, because others are called so too', async () => {
  const failing = () => {
    throw new Error('it is damaged')
  }
  expect(await called(['--json'], failing)).toEqual({ out: [], err: ['node count failed: it is damaged'] })
})
