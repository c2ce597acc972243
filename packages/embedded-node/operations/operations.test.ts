import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { logFile } from '../store/layout.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import {
  damageText,
  event,
  events,
  newFolder,
  openedStore,
  revisionsOf,
  setMetadata,
} from '../store/testing.ts'
import { backupStore } from './backup-store.ts'
import { compactStore } from './compact-store.ts'
import { restoreStore } from './restore-store.ts'
import { storeStats } from './store-stats.ts'
import { verifyStore } from './verify-store.ts'

const contentOf = (store: Store): readonly unknown[] => store.readAll('start', 'forwards', 10_000).events

/** A closed store with a bit of everything. */
const closedStore = async (): Promise<string> => {
  const folder = newFolder()
  const store = await openStore({ folder })
  await store.append({ stream: 'police-1', expected: 'any', events: [event('Noted', 'find-me-on-the-disk')] })
  await store.append({ stream: 'police-1', expected: 'any', events: events(9) })
  await store.append({ stream: 'border-1', expected: 'any', events: events(5) })
  await setMetadata(store, 'border-1', '{"$maxCount":2}')
  await store.append({ stream: 'fire-1', expected: 'any', events: events(3) })
  await store.deleteStream('fire-1', 'any')
  await store.append({ stream: 'fire-2', expected: 'any', events: events(3) })
  await store.tombstoneStream('fire-2', 'any')
  await store.append({ stream: 'area-1', expected: 'any', events: events(1) })
  await store.close()
  return folder
}

const damage = (folder: string): void => damageText(logFile(folder), 'find-me')

describe('verifying', () => {
  test('a sound store finds nothing and says how far it is', async () => {
    const folder = await closedStore()
    const steps: bigint[] = []

    const found = await verifyStore(folder, (done) => steps.push(done))

    expect(found.damage).toEqual([])
    expect(found.events).toBe(storeStats(folder).events)
    expect(steps.at(-1)).toBe(storeStats(folder).lastPosition)
  })

  test('works while the node writes', async () => {
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

  test('names a changed event by its place', async () => {
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
  ])('finds that %s', async (_what, change) => {
    const folder = await closedStore()
    const db = new DatabaseSync(logFile(folder), { defensive: false } as object)
    db.exec(change)
    db.close()

    expect((await verifyStore(folder)).damage).not.toEqual([])
  })
})

describe('backing up and restoring', () => {
  test('gives the same log, event for event', async () => {
    const folder = await closedStore()
    const [to, restored] = [newFolder(), newFolder()]

    const backup = await backupStore({ folder, to })
    expect(await restoreStore({ from: to, folder: restored })).toBe(backup.lastPosition)

    const [before, after] = [await openedStore({ folder }), await openedStore({ folder: restored })]
    expect(contentOf(after)).toEqual(contentOf(before))
    expect(revisionsOf(after, 'fire-2')).toBe('stream-deleted')
    expect(revisionsOf(after, 'border-1')).toEqual([3, 4])
    expect(await after.append({ stream: 'fire-1', expected: 'any', events: events(1) })).toMatchObject({
      revision: 3n,
    })
  })

  test('while the node writes gives a state that it had at one moment', async () => {
    const folder = newFolder()
    const to = newFolder()
    const store = await openedStore({ folder })
    await store.append({ stream: 'police-1', expected: 'any', events: events(8_000) })
    let writing = true
    const write = async (): Promise<void> => {
      while (writing) await store.append({ stream: 'border-1', expected: 'any', events: events(20) })
    }
    const written = write()

    const backup = await backupStore({ folder, to })
    writing = false
    await written

    expect((await verifyStore(to)).damage).toEqual([])
    expect(backup.lastPosition).toBeGreaterThan(8_000n)
    expect(backup.lastPosition).toBeLessThanOrEqual(store.lastPosition())
  })

  test('again into the same folder copies only what is new', async () => {
    const folder = await closedStore()
    const to = newFolder()
    await backupStore({ folder, to })
    const store = await openedStore({ folder })
    await store.append({ stream: 'police-1', expected: 'any', events: events(7) })

    expect((await backupStore({ folder, to })).events).toBe(7n)
    expect((await backupStore({ folder, to })).events).toBe(0n)
    expect((await verifyStore(to)).damage).toEqual([])
  })

  test('refuses a folder with the backup of another store, or from before a compaction', async () => {
    const [folder, other, to] = [await closedStore(), await closedStore(), newFolder()]
    await backupStore({ folder, to })

    await expect(backupStore({ folder: other, to })).rejects.toThrow('backup of another store')
    await compactStore({ folder })
    await expect(backupStore({ folder, to })).rejects.toThrow('compacted since')
  })

  test('refuses a backup of what the store became before it was restored from an earlier one', async () => {
    const folder = await closedStore()
    const [earlier, later, restored] = [newFolder(), newFolder(), newFolder()]
    const append = async (to: string, count: number): Promise<void> => {
      const store = await openStore({ folder: to })
      await store.append({ stream: 'police-1', expected: 'any', events: events(count) })
      await store.close()
    }
    await backupStore({ folder, to: earlier })
    await append(folder, 2)
    await backupStore({ folder, to: later })
    await restoreStore({ from: earlier, folder: restored })
    await append(restored, 3)

    await expect(backupStore({ folder: restored, to: later })).rejects.toThrow('gone another way')
    expect(await backupStore({ folder: restored, to: earlier })).toMatchObject({ events: 3n })
  })

  test('a damaged event stops a backup, and a damaged backup is not restored', async () => {
    const [folder, to] = [await closedStore(), newFolder()]
    await backupStore({ folder, to })
    damage(folder)
    damage(to)

    const target = newFolder()
    await expect(backupStore({ folder, to: target })).rejects.toThrow('stream police-1, revision 0')
    expect(existsSync(logFile(target))).toBe(false)
    await expect(restoreStore({ from: to, folder: target })).rejects.toThrow('stream police-1, revision 0')
    expect(existsSync(logFile(target))).toBe(false)
  })

  test('a restore never overwrites a log', async () => {
    const [folder, to] = [await closedStore(), newFolder()]
    await backupStore({ folder, to })

    await expect(restoreStore({ from: to, folder })).rejects.toThrow('holds a log already')
  })
})

describe('compacting', () => {
  test('removes what is hidden, for good, and keeps places and numbering', async () => {
    const folder = await closedStore()
    const visible = async (): Promise<readonly unknown[]> => {
      const store = await openStore({ folder })
      const seen = ['police-1', 'border-1', 'fire-1', 'fire-2', 'area-1', '$$border-1', '$$fire-1'].map(
        (stream) => store.readStream(stream, 'start', 'forwards', 100),
      )
      const last = store.lastPosition()
      await store.close()
      return [seen, last]
    }
    const before = await visible()

    const { removed, kept } = await compactStore({ folder })

    expect(await visible()).toEqual(before)
    expect(removed).toBe(3n + 3n + 3n)
    expect(storeStats(folder)).toMatchObject({ events: kept, compactions: 1n, removedByCompaction: removed })
    expect((await verifyStore(folder)).damage).toEqual([])
    const store = await openedStore({ folder })
    expect(await store.append({ stream: 'fire-1', expected: 'no_stream', events: events(1) })).toMatchObject({
      revision: 3n,
    })
    expect(await store.append({ stream: 'fire-2', expected: 'any', events: events(1) })).toEqual({
      kind: 'stream-deleted',
    })
  })

  test('leaves no byte of a removed event on the disk', async () => {
    const folder = await closedStore()
    const store = await openStore({ folder })
    await store.deleteStream('police-1', 'any')
    await store.close()
    expect(readFileSync(logFile(folder)).includes('find-me')).toBe(true)

    await compactStore({ folder })

    expect(readFileSync(logFile(folder)).includes('find-me')).toBe(false)
    expect((await verifyStore(folder)).damage).toEqual([])
  })

  test('keeps the last event, so that no position is given twice', async () => {
    const folder = newFolder()
    let nowTicks = 10_000_000n
    const store = await openStore({ folder, nowTicks: () => nowTicks })
    await setMetadata(store, 'police-1', '{"$maxAge":1}')
    await store.append({ stream: 'police-1', expected: 'any', events: events(4) })
    const last = store.lastPosition()
    await store.close()
    nowTicks *= 100n

    expect(await compactStore({ folder, nowTicks: () => nowTicks })).toMatchObject({ removed: 3n })

    const again = await openedStore({ folder, nowTicks: () => nowTicks })
    expect(again.lastPosition()).toBe(last)
    expect(revisionsOf(again, 'police-1')).toEqual([])
    expect(await again.append({ stream: 'police-1', expected: 3n, events: events(1) })).toMatchObject({
      position: last + 1n,
    })
    expect(revisionsOf(again, 'police-1')).toEqual([4])
  })

  test('is refused while the node runs', async () => {
    const folder = newFolder()
    await openedStore({ folder })

    await expect(compactStore({ folder })).rejects.toThrow('another process is using this store')
  })

  test('a second time removes nothing more', async () => {
    const folder = await closedStore()
    await compactStore({ folder })

    expect(await compactStore({ folder })).toMatchObject({ removed: 0n })
    expect((await verifyStore(folder)).damage).toEqual([])
  })

  test('with a damaged event leaves the log as it was', async () => {
    const folder = await closedStore()
    const filler = await openStore({ folder })
    await filler.append({ stream: 'filler', expected: 'any', events: events(300) })
    await filler.close()
    damage(folder)
    const copy = join(newFolder(), 'copy')
    mkdirSync(copy)
    copyFileSync(logFile(folder), logFile(copy))

    await expect(compactStore({ folder })).rejects.toThrow('stream police-1, revision 0')
    expect(readFileSync(logFile(folder)).equals(readFileSync(logFile(copy)))).toBe(true)
  })
})
