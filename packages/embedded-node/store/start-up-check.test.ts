import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { logFile, unfinishedFile, writeAheadFile } from './layout.ts'
import { openStore } from './open-store.ts'
import { damageText, event, events, newFolder, openedStore, revisionsOf } from './testing.ts'

/**
 * A folder as a killed node leaves it: `appends` acknowledged appends of one event, all still in the write-ahead log.
 */
const killedStore = async (appends: number): Promise<string> => {
  const folder = newFolder()
  const store = await openStore({ folder: join(folder, 'running') })
  for (let turn = 0; turn < appends; turn += 1) {
    await store.append({ stream: 'police-1', expected: 'any', events: [event('Noted', { turn })] })
  }
  const killed = join(folder, 'killed')
  mkdirSync(killed)
  for (const file of [logFile, writeAheadFile]) copyFileSync(file(join(folder, 'running')), file(killed))
  await store.close()
  return killed
}

const closedStore = async (): Promise<string> => {
  const folder = newFolder()
  const store = await openStore({ folder })
  await store.append({ stream: 'police-1', expected: 'any', events: [event('Noted', 'find-me-on-the-disk')] })
  await store.close()
  return folder
}

/**
 * A log with all its transactions in the main file, its write-ahead log, and the header with which the next use of
 * that begins.
 */
const usedAnew = async (
  folder: string,
): Promise<{ readonly log: Buffer; readonly before: Buffer; readonly header: Buffer }> => {
  const db = new DatabaseSync(logFile(folder))
  db.exec('pragma wal_checkpoint(full)')
  const [log, before] = [readFileSync(logFile(folder)), readFileSync(writeAheadFile(folder))]
  db.exec('create table another (one)')
  const header = readFileSync(writeAheadFile(folder)).subarray(0, 32)
  db.close()
  expect(header).not.toEqual(before.subarray(0, 32))
  return { log, before, header }
}

const overwrite = (file: string, at: number, text: string): void => {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, text, at)
  closeSync(descriptor)
}

/** Where each transaction ends in a write-ahead log: behind a frame that tells the size of the whole. */
const transactionEnds = (file: string): readonly number[] => {
  const [header, frame] = [32, 24 + 4096]
  const log = readFileSync(file)
  const starts = Array.from({ length: (log.length - header) / frame }, (_, i) => header + i * frame)
  return starts.filter((start) => log.readUInt32BE(start + 4) !== 0).map((start) => start + frame)
}

test('a folder in use is refused, and free again once its node is killed', () => {
  const folder = newFolder()
  const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, 'open-store.ts'))}
    await openStore({ folder: process.argv[1] })
    await openStore({ folder: process.argv[1] }).catch((error) => console.log(error.message))
    process.kill(process.pid, 'SIGKILL')`
  const node = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
    encoding: 'utf8',
  })

  expect(node.stdout).toContain('another process is using this store')
  expect(node.signal).toBe('SIGKILL')
  return expect(openedStore({ folder })).resolves.toBeDefined()
})

test('what a killed node had acknowledged is there', async () => {
  const folder = await killedStore(3)

  const store = await openedStore({ folder })
  expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
  expect(store.opening.droppedBytes).toBe(0)
})

test('an unfinished transaction at the end is dropped and reported', async () => {
  const folder = await killedStore(3)
  const log = readFileSync(writeAheadFile(folder))
  truncateSync(writeAheadFile(folder), log.length - 1000)

  const store = await openedStore({ folder })
  expect(revisionsOf(store, 'police-1')).toEqual([0, 1])
  expect(store.opening.droppedBytes).toBeGreaterThan(0)
})

test('damage in front of later transactions is refused with its place, and nothing is changed', async () => {
  const folder = await killedStore(4)
  overwrite(writeAheadFile(folder), 32 + 24 + 500, 'damage')
  const before = readFileSync(writeAheadFile(folder))

  await expect(openStore({ folder })).rejects.toMatchObject({
    name: 'StoreRefused',
    place: `${writeAheadFile(folder)}, byte 32`,
    message: expect.stringContaining('concord node verify'),
  })
  expect(readFileSync(writeAheadFile(folder)).equals(before)).toBe(true)
})

test('damage in front of the very last transaction is refused too: it was no torn tail', async () => {
  const folder = await killedStore(4)
  const [, second] = transactionEnds(writeAheadFile(folder)).slice(-3)
  overwrite(writeAheadFile(folder), second! - 500, 'damage')

  await expect(openStore({ folder })).rejects.toThrow('damaged before 2 committed transactions')
})

test('a header of which only the beginning was written, where a write-ahead log is used anew, is dropped and reported', async () => {
  const { log, before, header } = await usedAnew(await killedStore(3))
  for (let written = 16; written < header.length; written += 1) {
    const begun = Buffer.concat([header.subarray(0, written), before.subarray(written)])
    // Salt and checksum are random, so what is left of the former header may happen to end it.
    if (begun.subarray(0, header.length).equals(header)) continue
    const folder = newFolder()
    mkdirSync(folder, { recursive: true })
    writeFileSync(logFile(folder), log)
    writeFileSync(writeAheadFile(folder), begun)

    const store = await openedStore({ folder })
    expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
    expect(store.opening.droppedBytes).toBe(header.length)
  }
})

test('a write-ahead log whose header is damaged is refused', async () => {
  const folder = await killedStore(2)
  overwrite(writeAheadFile(folder), 16, 'damage')

  await expect(openStore({ folder })).rejects.toThrow('damaged before 2 committed transactions')
})

test('a changed byte in a recent event is refused with position, stream and revision', async () => {
  const folder = await closedStore()
  damageText(logFile(folder), 'find-me')

  await expect(openStore({ folder })).rejects.toMatchObject({
    place: expect.stringMatching(/^position \d+, stream police-1, revision 0$/),
  })
})

test('a changed byte further back is found when it is read', async () => {
  const folder = await closedStore()
  const filler = await openStore({ folder })
  await filler.append({ stream: 'filler', expected: 'any', events: events(300) })
  await filler.close()
  damageText(logFile(folder), 'find-me')

  const store = await openedStore({ folder })
  expect(() => store.readStream('police-1', 'start', 'forwards', 1)).toThrow('stream police-1, revision 0')
  expect(() => store.readAll('start', 'forwards', 100)).toThrow(
    'the content of an event is not what was written',
  )
})

test.each([100, 4096, 8192])(
  'a log that is cut short by %i bytes is refused with the place',
  async (missing) => {
    const folder = await closedStore()
    const { length } = readFileSync(logFile(folder))
    truncateSync(logFile(folder), length - missing)

    await expect(openStore({ folder })).rejects.toThrow(
      `the log is cut short: ${length - missing} of ${length} bytes`,
    )
  },
)

test('an index that lost an event is refused', async () => {
  const folder = await closedStore()
  const db = new DatabaseSync(logFile(folder))
  db.exec("update streams set last = -1 where name = 'police-1'")
  db.close()

  await expect(openStore({ folder })).rejects.toThrow('contradicts the indexes that should lead to it')
})

test('a file that is no log, or one of another format, is refused', async () => {
  const text = newFolder()
  writeFileSync(logFile(text), 'a shopping list, long enough not to be an empty database file'.repeat(20))
  await expect(openStore({ folder: text })).rejects.toThrow('cannot be read')

  const foreign = newFolder()
  const db = new DatabaseSync(logFile(foreign))
  db.exec('create table shopping (item)')
  db.close()
  await expect(openStore({ folder: foreign })).rejects.toThrow('not an event log of the embedded node')

  const newer = await closedStore()
  const log = new DatabaseSync(logFile(newer))
  log.exec('pragma user_version = 99')
  log.close()
  await expect(openStore({ folder: newer })).rejects.toThrow('format 99, but this node reads only format 1')
})

test('a store whose making was interrupted is made anew', async () => {
  const folder = newFolder()
  appendFileSync(unfinishedFile(folder), 'half a file')

  const store = await openedStore({ folder })
  expect(store.opening.created).toBe(true)
  expect(readdirSync(folder)).not.toContain('log.sqlite.unfinished')
})

test('a write-ahead log whose log is gone is kept and refused', async () => {
  const folder = await killedStore(2)
  rmSync(logFile(folder))

  await expect(openStore({ folder })).rejects.toThrow('the log is missing')
  expect(readdirSync(folder)).toContain('log.sqlite-wal')
  expect(readdirSync(folder)).not.toContain('log.sqlite')
})
