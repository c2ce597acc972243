import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { logFile } from '../store/layout.ts'
import { events, newFolder, openedStore } from '../store/testing.ts'
import { storeStats } from './store-stats.ts'
import { closedStore, damage } from './testing.ts'
import { verifyStore } from './verify-store.ts'

test('verifying a sound store finds nothing and says how far it is', async () => {
  const folder = await closedStore()
  const steps: bigint[] = []

  const found = await verifyStore(folder, (done) => steps.push(done))

  expect(found.damage).toEqual([])
  expect(found.events).toBe(storeStats(folder).events)
  expect(steps.at(-1)).toBe(storeStats(folder).lastPosition)
})

test('verifying works while the node writes', async () => {
  const folder = newFolder()
  const store = await openedStore({ folder })
  await store.append({ stream: 'police-1', expected: 'any', events: events(2_500) })

  const [found] = await Promise.all([
    verifyStore(folder),
    ...Array.from({ length: 50 }, () =>
      store.append({ stream: 'border-1', expected: 'any', events: events(3) }),
    ),
  ])
  expect(found.damage).toEqual([])
})

test('verifying names a changed event by its place', async () => {
  const folder = await closedStore()
  damage(folder)

  const found = await verifyStore(folder)
  expect(found.damage).toEqual([
    {
      place: expect.stringMatching(/^position \d+, stream police-1, revision 0$/),
      what: 'the content of the event is not what was written',
    },
  ])
})

test.each([
  ['an event is gone', 'delete from events where stream = 5 and revision = 3'],
  ['a stream forgot its end', "update streams set last = last - 1 where name = 'police-1'"],
  ['a stream forgot its metadata', "update streams set max_count = null where name = 'border-1'"],
  ['a stream forgot its tombstone', "update streams set tombstoned = 0 where name = 'fire-2'"],
  [
    'two events changed places',
    'update events set position = case position when 7 then -8 when 8 then -7 end where position in (7, 8); update events set position = -position where position < 0',
  ],
  [
    'an index lost an entry',
    "pragma writable_schema = on; update sqlite_schema set sql = replace(sql, '(stream, revision)', '(stream, revision desc)') where name = 'events_by_revision'",
  ],
])('verifying finds that %s', async (_what, change) => {
  const folder = await closedStore()
  const db = new DatabaseSync(logFile(folder), { defensive: false } as object)
  db.exec(change)
  db.close()

  expect((await verifyStore(folder)).damage).not.toEqual([])
})
