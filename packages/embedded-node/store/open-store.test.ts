import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { backupStore } from '../operations/backup-store.ts'
import { restoreStore } from '../operations/restore-store.ts'
import { inWords, isDiskFull } from './damage.ts'
import { openStore } from './open-store.ts'
import { events, newFolder, openedStore, revisionsOf } from './testing.ts'

describe('opening and closing', () => {
  test('finds everything again', async () => {
    const folder = newFolder()
    const before = await openStore({ folder })
    await before.append({ stream: 'police-1', expected: 'any', events: events(3) })
    const last = before.lastPosition()
    await before.close()

    const store = await openedStore({ folder })
    expect(before.opening.created).toBe(true)
    expect(store.opening).toMatchObject({ created: false, lastPosition: last, droppedBytes: 0 })
    expect(store.lastPosition()).toBe(last)
    expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
    expect(await store.append({ stream: 'police-1', expected: 2n, events: events(1) })).toMatchObject({
      position: last + 1n,
    })
  })

  test('closing answers what was submitted first and rejects what comes later', async () => {
    const store = await openStore({ folder: newFolder() })
    const submitted = store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    const closed = store.close()

    expect(await submitted).toMatchObject({ kind: 'appended' })
    await closed
    await expect(store.append({ stream: 'police-1', expected: 'any', events: events(1) })).rejects.toThrow(
      'closed',
    )
  })

  test('a store whose log is gone is not begun anew, and takes a backup in', async () => {
    const [folder, backup] = [newFolder(), newFolder()]
    const before = await openStore({ folder })
    await before.append({ stream: 'police-1', expected: 'any', events: events(3) })
    await backupStore({ folder, to: backup })
    await before.close()
    rmSync(join(folder, 'log.sqlite'))

    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(openStore({ folder })).rejects.toThrow(
        /held a log, and the log is gone \(.*log\.sqlite\)\. Put it back/,
      )
    }
    await restoreStore({ from: backup, folder })
    expect(revisionsOf(await openedStore({ folder }), 'police-1')).toEqual([0, 1, 2])
  })

  test('a folder that cannot be one is refused by its name', async () => {
    const folder = newFolder()
    const file = join(folder, 'log')
    writeFileSync(file, '')

    await expect(openStore({ folder: file })).rejects.toThrow(/is a file \(.*log\)/)
    await expect(openStore({ folder: join(file, 'within') })).rejects.toThrow(
      /part of the path of the folder is a file/,
    )
  })

  // Where not even root may write.
  test.runIf(process.platform === 'linux')('a folder that cannot be written to is refused by its name', () =>
    expect(openStore({ folder: '/sys/store' })).rejects.toThrow(
      /(may not write there|is read-only there) \(\/sys\/store\)/,
    ),
  )

  test('a full disk is told as such', () => {
    expect(isDiskFull(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))).toBe(true)
    expect(isDiskFull(Object.assign(new Error('database or disk is full'), { errcode: 13 }))).toBe(true)
    expect(isDiskFull(Object.assign(new Error('malformed'), { errcode: 11 }))).toBe(false)
  })

  test.each([
    [13, 'database or disk is full', 'the disk is full (there). Make room'],
    [
      11,
      'database disk image is malformed',
      'cannot be read: database disk image is malformed (here). Restore',
    ],
    [26, 'file is not a database', 'cannot be read: file is not a database (here). Restore'],
    [14, 'unable to open database file', 'may not open the log (here). Run it as the user'],
    [10 | (4 << 8), 'disk I/O error', 'the disk fails: disk I/O error (there). Repair or replace it'],
  ])('what SQLite says with %i is told with its place and what to do', (errcode, message, told) => {
    const error = Object.assign(new Error(message), { errcode })
    expect(inWords(error, { reads: 'here', writes: 'there' })).toMatchObject({
      message: expect.stringContaining(told),
    })
  })

  test('a lock that is no file of ours is not taken for another process', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'lock.sqlite'), 'x'.repeat(4_096))
    await expect(openStore({ folder })).rejects.toThrow(/not made by the node \(.*lock\.sqlite\).* remove it/)
  })

  test('a new store already holds events of the system', async () => {
    const store = await openedStore()

    const all = store.readAll('start', 'forwards', 100).events
    expect(all.length).toBeGreaterThan(0)
    expect(all.every((each) => each.type.startsWith('$'))).toBe(true)
  })

  test('times never run backwards, whatever the clock does', async () => {
    const clock = [5_000n, 3_000n, 9_000n]
    const store = await openedStore({ nowTicks: () => clock.shift() ?? 0n })
    for (let turn = 0; turn < 3; turn += 1) {
      await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    }

    const page = store.readStream('police-1', 'start', 'forwards', 3)
    expect(page.kind === 'page' && page.events.map((each) => each.createdTicks)).toEqual([
      5_000n,
      9_000n,
      9_000n,
    ])
  })
})
