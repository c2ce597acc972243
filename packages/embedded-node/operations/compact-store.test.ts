import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logFile } from '../store/layout.ts'
import { openStore } from '../store/open-store.ts'
import { events, newFolder, openedStore, revisionsOf, setMetadata } from '../store/testing.ts'
import { compactStore } from './compact-store.ts'
import { storeStats } from './store-stats.ts'
import { closedStore, damage } from './testing.ts'
import { verifyStore } from './verify-store.ts'

test('compacting removes what is hidden, for good, and keeps places and numbering', async () => {
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

test('compacting leaves no byte of a removed event on the disk', async () => {
  const folder = await closedStore()
  const store = await openStore({ folder })
  await store.deleteStream('police-1', 'any')
  await store.close()
  expect(readFileSync(logFile(folder)).includes('find-me')).toBe(true)

  await compactStore({ folder })

  expect(readFileSync(logFile(folder)).includes('find-me')).toBe(false)
  expect((await verifyStore(folder)).damage).toEqual([])
})

test('compacting keeps the last event, so that no position is given twice', async () => {
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

test('compacting is refused while the node runs', async () => {
  const folder = newFolder()
  await openedStore({ folder })

  await expect(compactStore({ folder })).rejects.toThrow('another process is using this store')
})

test('compacting a second time removes nothing more', async () => {
  const folder = await closedStore()
  await compactStore({ folder })

  expect(await compactStore({ folder })).toMatchObject({ removed: 0n })
  expect((await verifyStore(folder)).damage).toEqual([])
})

test('compacting with a damaged event leaves the log as it was', async () => {
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
