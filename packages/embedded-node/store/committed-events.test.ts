import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Commit, Store, StoredEvent } from './store.ts'
import { events, openedStore, setMetadata } from './testing.ts'

const takingDownCommits = (store: Store): readonly Commit[] => {
  const commits: Commit[] = []
  store.onCommitted((commit) => commits.push(commit))
  return commits
}

const inTheLog = (store: Store, { after, lastPosition }: Commit): readonly StoredEvent[] =>
  store.readAll(after + 1n, 'forwards', Number(lastPosition - after)).events

/** Whether bytes are the same, not whose they are. */
const plain = (stored: readonly StoredEvent[] | undefined) =>
  stored?.map((each) => ({
    ...each,
    data: Buffer.from(each.data).toString(),
    metadata: Buffer.from(each.metadata).toString(),
  }))

test('what was appended is handed on as the log holds it', async () => {
  const store = await openedStore()
  const commits = takingDownCommits(store)
  await Promise.all(
    [3, 1, 2].map((count) =>
      store.append({ stream: `police-${count}`, expected: 'any', events: events(count) }),
    ),
  )
  await store.append({ stream: 'police-3', expected: 2n, events: events(1) })

  expect(commits.map((commit) => commit.events()?.length)).toEqual([6, 1])
  for (const commit of commits) expect(plain(commit.events())).toEqual(plain(inTheLog(store, commit)))
})

test('what the store adds of its own has to be read', async () => {
  const store = await openedStore()
  await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
  const commits = takingDownCommits(store)
  await store.deleteStream('police-1', 'any')
  await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
  await store.tombstoneStream('police-1', 'any')

  expect(commits.map((commit) => commit.events())).toEqual([undefined, undefined, undefined])
})

test('whatever is written together, nothing is handed on that the log does not hold', async () => {
  const store = await openedStore()
  const commits = takingDownCommits(store)
  const pool = Array.from({ length: 6 }, (_, index) => events(index % 4))
  const write = fc.record({
    kind: fc.constantFrom('append', 'append', 'append', 'append', 'describe', 'delete', 'tombstone'),
    stream: fc.constantFrom('police-1', 'border-1', 'police-2'),
    expected: fc.constantFrom('any' as const, 'no_stream' as const, 1n),
    events: fc.constantFrom(...pool),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
      run += 1
      await Promise.all(
        writes.map(({ kind, stream, expected, events }) => {
          const own = `${stream}-${run}`
          if (kind === 'describe') return setMetadata(store, own, '{"$maxCount":1}')
          if (kind === 'delete') return store.deleteStream(own, 'any')
          if (kind === 'tombstone') return store.tombstoneStream(own, 'any')
          return store.append({ stream: own, expected, events })
        }),
      )
    }),
    { numRuns: 150 },
  )

  const fromMemory = commits.filter((commit) => commit.events() !== undefined)
  expect(fromMemory.length).toBeGreaterThan(0)
  for (const commit of fromMemory) expect(plain(commit.events())).toEqual(plain(inTheLog(store, commit)))
})
