import { expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'
import type { AppendOutcome } from './store.ts'
import { events } from './testing.ts'
import type { WriteGroup } from './write-group.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A writer that writes a group only when the test says so, and takes down what was answered. */
const given = () => {
  const sent: WriteGroup[] = []
  const answered: string[] = []
  const commits = groupCommit(
    (group) => sent.push(group),
    () => 0n,
  )
  const appends = (count: number, size = 1): void => {
    for (let append = 0; append < count; append += 1) {
      commits.submit({ kind: 'append', stream: 'police-1', expected: 'any', events: events(size) }).then(
        ({ kind }) => answered.push(kind),
        (reason: Error) => answered.push(reason.message),
      )
    }
  }
  let heard = 0
  const write = async (disk: 'fast' | 'slow' = 'fast'): Promise<void> => {
    const outcomes = sent[heard++]!.writes.map((): AppendOutcome => ({ kind: 'stream-deleted' }))
    const syncingMs = disk === 'fast' ? 1 : 20
    commits.written({ outcomes, lastPosition: 0n, createdTicks: 0n, writingMs: 2, syncingMs })
    await nextTurn()
  }
  return { commits, appends, write, answered, sizes: () => sent.map(({ writes }) => writes.length) }
}

test('appends that come together share a sync, and those that come meanwhile the next', async () => {
  const { appends, write, sizes } = given()
  appends(3)
  await nextTurn()
  appends(1)
  appends(20)
  await nextTurn()
  expect(sizes()).toEqual([3])
  await write()
  expect(sizes()).toEqual([3, 21])
})

test('many go in portions, of which one lies ready while the other is written', async () => {
  const { appends, write, sizes, answered } = given()
  appends(256)
  await nextTurn()
  expect(sizes()).toEqual([64, 64])
  await write()
  expect(answered).toHaveLength(64)
  expect(sizes()).toEqual([64, 64, 64])
})

test('portions grow while syncs take longer than writing, and shrink again', async () => {
  const { appends, write, sizes } = given()
  appends(4000)
  await nextTurn()
  for (const disk of ['slow', 'slow', 'slow', 'fast', 'fast'] as const) await write(disk)
  expect(sizes()).toEqual([64, 64, 128, 256, 512, 256, 128])
})

test('an append is never divided', async () => {
  const { appends, sizes } = given()
  appends(1, 100)
  appends(2, 10)
  await nextTurn()
  expect(sizes()).toEqual([1])
})

test('a failure rejects what is being written, what lies ready, what waits and what comes later', async () => {
  const { commits, appends, answered } = given()
  appends(200)
  await nextTurn()
  commits.fail(new Error('the disk is full'))
  appends(1)
  await nextTurn()
  expect(answered).toEqual(Array(201).fill('the disk is full'))
  await commits.idle()
})
