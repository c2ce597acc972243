import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { logFile } from '../store/layout.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { events, newFolder, openedStore, revisionsOf } from '../store/testing.ts'
import { backupStore } from './backup-store.ts'
import { compactStore } from './compact-store.ts'
import { restoreStore } from './restore-store.ts'
import { closedStore, damage } from './testing.ts'
import { verifyStore } from './verify-store.ts'

const contentOf = (store: Store): readonly unknown[] => store.readAll('start', 'forwards', 10_000).events

test('a restored backup is the same log, event for event', async () => {
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

test('a backup while the node writes gives a state that it had at one moment', async () => {
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

test('a backup again into the same folder copies only what is new', async () => {
  const folder = await closedStore()
  const to = newFolder()
  await backupStore({ folder, to })
  const store = await openedStore({ folder })
  await store.append({ stream: 'police-1', expected: 'any', events: events(7) })

  expect((await backupStore({ folder, to })).events).toBe(7n)
  expect((await backupStore({ folder, to })).events).toBe(0n)
  expect((await verifyStore(to)).damage).toEqual([])
})

test('a backup is refused in a folder with that of another store, or from before a compaction', async () => {
  const [folder, other, to] = [await closedStore(), await closedStore(), newFolder()]
  await backupStore({ folder, to })

  await expect(backupStore({ folder: other, to })).rejects.toThrow('backup of another store')
  await compactStore({ folder })
  await expect(backupStore({ folder, to })).rejects.toThrow('compacted since')
})

test('a backup is refused of what the store became before it was restored from an earlier one', async () => {
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

  await expect(backupStore({ folder: restored, to: later })).rejects.toThrow(
    'no longer agrees with this backup',
  )
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

  await expect(restoreStore({ from: to, folder })).rejects.toThrow('already holds a log')
})
