import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createLog } from './create-log.ts'
import { logFile, setUpReader, setUpWriter } from './layout.ts'
import { logReader } from './log-reader.ts'
import { logWriter } from './log-writer.ts'
import { event, events, newFolder } from './testing.ts'
import { packGroup } from './write-group.ts'

/** A reader and a writer of one log, each with a connection of its own, as in a node. */
const given = async () => {
  const folder = newFolder()
  await createLog(folder, 0n)
  const writing = new DatabaseSync(logFile(folder))
  setUpWriter(writing)
  const reading = new DatabaseSync(logFile(folder), { readOnly: true })
  setUpReader(reading)
  onTestFinished(() => {
    reading.close()
    writing.close()
  })
  const writer = logWriter(writing)
  const append = (stream: string, proposed = events(3)) =>
    writer.write(packGroup([{ kind: 'append', stream, expected: 'any', events: proposed }], 0n))
  /** The write-ahead log can be begun anew only while no reader holds on to what was there before. */
  const someoneHoldsASnapshot = (): boolean => {
    const { busy } = writing.prepare('pragma wal_checkpoint(truncate)').get() as { busy: number }
    return busy !== 0
  }
  writing.exec('pragma busy_timeout = 0')
  return { reader: logReader(reading, () => 0n), reading, writing, append, someoneHoldsASnapshot }
}

const large = Array.from({ length: 9 }, () => event('Photo', 'x'.repeat(1_000_000)))

test.each<[string, (reader: ReturnType<typeof logReader>) => unknown]>([
  ['a missing stream', (reader) => reader.readStream('nobody-1', 'start', 'forwards', 9)],
  ['a whole stream', (reader) => reader.readStream('police-1', 'start', 'forwards', 9)],
  ['a page that ends at its limit', (reader) => reader.readStream('police-1', 'start', 'forwards', 1)],
  ['a page that ends at its bytes', (reader) => reader.readStream('photos-1', 'start', 'forwards', 9)],
  ['backwards', (reader) => reader.readStream('photos-1', 'end', 'backwards', 9)],
  ['the log', (reader) => reader.readAll('start', 'forwards', 5)],
  ['the log from its end', (reader) => reader.readAll('end', 'backwards', 5)],
])('reading %s keeps no snapshot that would hide what is written next', async (_what, read) => {
  const { reader, append, someoneHoldsASnapshot } = await given()
  append('police-1')
  append('photos-1', large)
  read(reader)
  expect(someoneHoldsASnapshot()).toBe(false)
  append('nobody-1')
  expect(reader.readStream('nobody-1', 'start', 'forwards', 9)).toMatchObject({ kind: 'page', last: 2n })
})

test('nor does reading what turns out to be damaged', async () => {
  const { reader, writing, append, someoneHoldsASnapshot } = await given()
  append('police-1')
  writing.exec('update events set checksum = checksum + 1 where revision = 1')
  expect(() => reader.readStream('police-1', 'start', 'forwards', 9)).toThrow('not what was written')
  expect(someoneHoldsASnapshot()).toBe(false)
})

test('the same check sees a reader that stops half way', async () => {
  const { reading, append, someoneHoldsASnapshot } = await given()
  append('police-1')
  const halfRead = reading.prepare('select * from events').iterate()
  halfRead.next()
  append('nobody-1')
  expect(someoneHoldsASnapshot()).toBe(true)
})
