import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { removeFormerVersions } from './former-versions.ts'
import { openReadSide } from './read-side.ts'
import { counting, counts, events } from './testing/counting.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'concord-versions-')))
  return folders.at(-1)!
}
const versionsIn = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.startsWith('counting-') && file.endsWith('.sqlite'))
    .toSorted()

describe('the file of an earlier version', () => {
  test('stays until the new version has caught up, and is gone then', () => {
    const folder = newFolder()
    const before = openReadSide(folder, [counting(1)])
    before.take(events(0, 9000))
    before.close()
    const side = openReadSide(folder, [counting(2)])
    side.advance()
    side.advance()
    expect(versionsIn(folder)).toEqual(['counting-v1.sqlite', 'counting-v2.sqlite'])
    while (side.advance());
    expect(versionsIn(folder)).toEqual(['counting-v2.sqlite'])
    expect(counts(side)).toBe(9000)
    side.close()
  })

  test('stays when it is of another projection, of a later version, or no projection at all', () => {
    const folder = newFolder()
    for (const version of [1, 9]) openReadSide(folder, [counting(version)]).close()
    for (const file of ['other-v1.sqlite', 'counting-v1.sqlite.bak', 'counting-vx.sqlite']) {
      writeFileSync(join(folder, file), '')
    }
    expect(removeFormerVersions(folder, counting(3))).toEqual(['counting-v1.sqlite'])
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining([
        'counting-v9.sqlite',
        'other-v1.sqlite',
        'counting-v1.sqlite.bak',
        'counting-vx.sqlite',
      ]),
    )
  })

  test('stays while another process still reads it, and when it is damaged', () => {
    const folder = newFolder()
    const old = openReadSide(folder, [counting(1)])
    old.take(events(0, 10))
    writeFileSync(
      join(folder, 'counting-v2.sqlite'),
      'this is no database, and it is long enough to tell'.repeat(20),
    )
    expect(removeFormerVersions(folder, counting(3))).toEqual([])
    expect(counts(old)).toBe(10)
    old.close()
    expect(removeFormerVersions(folder, counting(3))).toEqual(['counting-v1.sqlite'])
  })

  test('is whole or gone wherever removing it is killed', () => {
    // A process killed with the file open leaves the write-ahead log beside it.
    const [folder, killed] = [newFolder(), newFolder()]
    const side = openReadSide(folder, [counting(1)])
    side.take(events(0, 50))
    for (const file of readdirSync(folder)) copyFileSync(join(folder, file), join(killed, file))
    side.close()
    expect(existsSync(join(killed, 'counting-v1.sqlite-wal'))).toBe(true)

    // Killed after the first of the two steps: the file is whole without its log.
    const path = join(killed, 'counting-v1.sqlite')
    const database = new DatabaseSync(path)
    database.exec('PRAGMA journal_mode = DELETE')
    database.close()
    expect(readdirSync(killed).filter((file) => file.startsWith('counting-v1'))).toEqual([
      'counting-v1.sqlite',
    ])
    const again = openReadSide(killed, [counting(1)])
    expect(counts(again)).toBe(50)
    again.close()

    // Killed after the second: nothing is left that a new file of that version could take up.
    removeFormerVersions(killed, counting(2))
    const anew = openReadSide(killed, [counting(1)])
    expect(counts(anew)).toBe(0)
    while (anew.advance());
    expect(counts(anew)).toBe(50)
    anew.close()
  })
})
