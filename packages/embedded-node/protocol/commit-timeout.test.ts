import { DeadlineExceededError, TimeoutError } from '@eventstore/db-client'
import { afterEach, expect, test, vi } from 'vitest'
import type { Store } from '../store/store.ts'
import { CommitTimedOut, withCommitTimeout } from './commit-timeout.ts'
import { givenNode, sightings } from './testing/node-in-test.ts'

const given = givenNode({ commitTimeoutMs: 1 })
const anAppendThatTakesLonger = sightings(30_000)
/** A call of its own; a slow machine is no reason for the client itself to give it up. */
const alone = { credentials: { username: 'admin', password: 'changeit' }, deadline: 60_000 }

test.each([
  ['in a call of its own', alone, TimeoutError],
  ['on the shared connection', {}, DeadlineExceededError],
])(
  'a write that waits too long for the disk times out %s, and its connection goes on',
  async (how, options, reason) => {
    const late = given.client.appendToStream(`late ${how}`, anAppendThatTakesLonger, options)

    await expect(late).rejects.toThrow(reason)
    expect(await Array.fromAsync(given.client.readAll({ maxCount: 1 }))).toHaveLength(1)
  },
)

afterEach(() => void vi.useRealTimers())

test('a sync that takes a moment is within every limit', async () => {
  vi.useFakeTimers()
  const appended = { kind: 'appended', revision: 0n, position: 1n } as const
  const answeredAfter = (ms: number) =>
    withCommitTimeout(
      {
        append: () => new Promise((resolve) => setTimeout(resolve, ms, appended)),
      } as unknown as Store,
      1,
    ).append({ stream: 'north', expected: 'any', events: [] })

  const [inTime, late] = [answeredAfter(30), answeredAfter(80).catch((error) => error)]
  await vi.advanceTimersByTimeAsync(100)

  expect(await inTime).toEqual(appended)
  expect(await late).toEqual(expect.any(CommitTimedOut))
  expect(await late).toMatchObject({ message: expect.stringContaining('longer than 50 ms') })
})
