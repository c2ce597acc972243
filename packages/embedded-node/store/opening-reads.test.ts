import { readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { createLog } from './create-log.ts'
import { logFile, setUpBuilder } from './layout.ts'
import { logWriter } from './log-writer.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'
import { events, newFolder } from './testing.ts'
import { packGroup } from './write-group.ts'

/** A closed log of so many streams with a hundred events each. */
const logOf = async (streams: number): Promise<string> => {
  const folder = newFolder()
  await createLog(folder, 0n)
  const db = new DatabaseSync(logFile(folder))
  setUpBuilder(db)
  const writer = logWriter(db)
  for (let i = 0; i < streams; i += 1) {
    const append = {
      kind: 'append',
      stream: `police-${i}`,
      expected: 'no_stream',
      events: events(100),
    } as const
    writer.write(packGroup([append], 0n))
  }
  db.close()
  return folder
}

/** What this process, the writer's thread among it, has asked the system to read, in bytes. */
const readSoFar = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1])

/** How much opening a log reads, and then whatever `more` does. */
const readByOpening = async (folder: string, more: (store: Store) => void = () => {}): Promise<number> => {
  const before = readSoFar()
  const store = await openStore({ folder })
  more(store)
  const read = readSoFar() - before
  await store.close()
  return read
}

const everything = (store: Store): void => {
  for (let from: bigint | undefined = 1n; from !== undefined; )
    from = store.readAll(from, 'forwards', 1000).next
}

describe.runIf(process.platform === 'linux')('what opening reads', () => {
  test('is a small part of a long log; reading it is not', async () => {
    const log = await logOf(400)
    const { size } = statSync(logFile(log))
    // The first one also reads the code, and whatever else goes on in this process is counted too.
    await readByOpening(log)

    expect(await readByOpening(log)).toBeLessThan(size / 4)
    expect(await readByOpening(log, everything)).toBeGreaterThan(size / 2)
  })
})
