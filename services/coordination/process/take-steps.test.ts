import { type Problem, problem } from '@concord/agency'
import { err } from '@concord/kernel'
import { expect, test } from 'vitest'
import type { DueCommand } from '../due-command.ts'
import type { WatchedGlass } from '../glass/watched-glass.ts'
import { startProcessManager } from './process-manager.ts'
import { nothingKnown } from './process-state.ts'

const brokenAt = '2025-04-23T12:00:00Z'
const glass: WatchedGlass = {
  invocation: 'G-1',
  incident: 'INC-7',
  reader: { agency: 'emergency', subject: 'commander-2' },
  reason: 'Two crews are inside the area.',
  invokedAt: brokenAt,
  until: '2025-04-23T13:00:00Z',
  noticed: [],
  calledFor: [],
  finding: undefined,
  changed: '1',
}
const notice: DueCommand = {
  key: 'the only one',
  command: 'GiveBreakGlassNotice',
  incident: 'INC-7',
  occurredAt: brokenAt,
  mode: 'operational',
  marking: { tlp: 'AMBER' },
  summary: '',
  data: { invocation: 'G-1', to: 'police' },
}

/** A manager that knows of one broken glass, on a log that is caught up with when `caughtUp` says so. */
const managerOf = (refusal: Problem, onTry: () => void, now = brokenAt, caughtUp = Promise.resolve()) =>
  startProcessManager({
    log: {
      async *follow({ signal }) {
        const ended = new Promise<void>((end) => signal.addEventListener('abort', () => end()))
        yield [{ kind: 'checkpoint', position: 1n }]
        await Promise.race([caughtUp, ended])
        yield [{ kind: 'caught-up' }]
        await ended
      },
    },
    desk: {
      submit: async () => {
        onTry()
        return err(refusal)
      },
    },
    read: () => undefined,
    knowledge: {
      rules: [],
      agencies: [],
      changes: () => [],
      visibleTo: () => false,
      describe: () => ({ kinds: [], severities: [], location: { areas: [], point: undefined } }),
    },
    ringOf: async () => undefined,
    noticesOf: async () => [notice],
    checkpoint: {
      read: () => ({
        position: undefined,
        last: undefined,
        state: { ...nothingKnown, glasses: { [glass.invocation]: glass } },
      }),
      write: () => {},
      close: () => {},
    },
    clock: () => Date.parse(now),
  })

/** How often a step is tried that is refused like this: at once, and at three more looks at what is due. */
const triesOf = async (refusal: Problem, now = brokenAt): Promise<number> => {
  let tries = 0
  const manager = managerOf(refusal, () => tries++, now)
  await expect.poll(() => tries).toBeGreaterThan(0)
  for (let look = 0; look < 3; look++) await manager.wake()
  await manager.stop()
  return tries
}

test('a step that was refused for good is not tried again', async () => {
  expect(await triesOf(problem('rejected', 'It was told of it before.'))).toBe(1)
})

test('a call for a review that was refused for good is tried once, as is the notice before it', async () => {
  const overdue = '2025-05-01T12:00:00Z'
  expect(await triesOf(problem('rejected', 'It was reviewed.'), overdue)).toBe(2)
})

test('a step that may be possible later is tried at each look', async () => {
  expect(await triesOf(problem('store-unavailable', 'The store is away.'))).toBeGreaterThanOrEqual(4)
})

test('nothing is done before the log has been caught up with: it may say further on that it was done', async () => {
  let tries = 0
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()
  const manager = managerOf(
    problem('rejected', 'It was told of it before.'),
    () => tries++,
    brokenAt,
    caughtUp,
  )
  for (let look = 0; look < 3; look++) await manager.wake()
  expect(tries).toBe(0)
  resolve()
  await expect.poll(() => tries).toBe(1)
  await manager.stop()
})
