import { tmpdir } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EventLog, type LogItem, LogRewritten } from '@concord/kernel'
import { expect, test } from 'vitest'
import { startProjector } from './projector.ts'

/** Much more than a projector may have on its way. */
const MANY = 1_000

/** A log that gives one checkpoint after another as fast as they are taken, and says how many were. */
const endlessLog = () => {
  let taken = 0
  const follow = async function* ({ signal }: { readonly signal: AbortSignal }) {
    while (!signal.aborted && taken < MANY) {
      taken += 1
      yield [{ kind: 'checkpoint', position: BigInt(taken) }] satisfies readonly LogItem[]
    }
  }
  return { log: { follow } as Partial<EventLog> as EventLog, taken: () => taken }
}

test('a log is read no further ahead than a bound while its events are not taken', async () => {
  const { log, taken } = endlessLog()
  const worker = new URL('./testing/silent-worker.ts', import.meta.url)
  const projector = await startProjector({ log, folder: tmpdir(), worker })
  await expect.poll(taken).toBeGreaterThan(1)
  for (let turn = 0; turn < MANY; turn++) await nextTurn()
  expect(taken()).toBeLessThan(20)
  await projector.close()
})

test('a log that is not the one that was followed before is not tried again: the projector fails', async () => {
  let tried = 0
  const follow = (): never => {
    tried += 1
    throw new LogRewritten('event E-7 at position 7')
  }
  const worker = new URL('./testing/silent-worker.ts', import.meta.url)
  const log = { follow } as Partial<EventLog> as EventLog
  const projector = await startProjector({ log, folder: tmpdir(), worker })
  await expect(projector.failed).rejects.toThrow(LogRewritten)
  expect([tried, projector.standing().stale]).toEqual([1, true])
  await projector.close()
})
