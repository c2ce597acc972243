import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EventLog, type LogItem, LogRewritten } from '@concord/kernel'
import { expect, test } from 'vitest'
import { projectionFileName } from './projection-file.ts'
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

test('while the disk is full what was folded is served as stale, and once there is room everything is folded once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-full-'))
  const full = join(folder, 'full')
  writeFileSync(full, '')
  const told: boolean[] = []
  const log = { follow: eventsAsOf } as Partial<EventLog> as EventLog
  const worker = new URL('./testing/cramped-worker.ts', import.meta.url)
  const onFull = (isFull: boolean) => told.push(isFull)
  const projector = await startProjector({ log, folder, worker, told: full, onFull })

  await expect.poll(() => told).toEqual([true])
  expect(projector.standing()).toMatchObject({ stale: true, folded: { ordinal: 0 } })
  rmSync(full)

  await projector.waitFor(4n, 60_000)
  expect(projector.standing()).toMatchObject({ stale: false, folded: { ordinal: 4 } })
  expect(told).toEqual([true, false])
  await projector.close()
  const counted = new DatabaseSync(join(folder, projectionFileName({ name: 'counting', version: 1 })))
  expect(counted.prepare('SELECT sum(events) AS events, count(*) AS streams FROM stream').get()).toEqual({
    events: 4,
    streams: 1,
  })
  counted.close()
  rmSync(folder, { recursive: true })
})

/** Two batches of two events, and then nothing more. */
async function* eventsAsOf({ signal }: { readonly signal: AbortSignal }) {
  for (const first of [1n, 3n]) yield [first, first + 1n].map(happened)
  await once(signal, 'abort')
}

const happened = (position: bigint): LogItem => ({
  kind: 'event',
  event: {
    ...{ id: `E-${position}`, type: 'Happened', stream: 'police-INC-1', revision: Number(position) - 1 },
    ...{ position, recordedAt: '2026-01-05T10:00:00.000Z', data: {}, metadata: {} },
  },
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
