import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { logFile, setUpBuilder } from '../store/layout.ts'
import { logWriter } from '../store/log-writer.ts'
import { openStore, systemTicks } from '../store/open-store.ts'
import type { AppendRequest } from '../store/store.ts'
import { sync } from '../store/sync.ts'
import { packGroup } from '../store/write-group.ts'
import { exampleProposed } from './example-event.ts'

/** How many events a stream of the filled log has. */
export const streamEvents = 100
const groupStreams = 50

/**
 * Brings the log of a folder that nobody uses to so many events, in streams of a hundred, through the store's own
 * writer but with one sync in the end: some hundred times faster than through a node.
 */
export const fillStore = async (folder: string, events: number): Promise<void> => {
  await (await openStore({ folder })).close()
  const db = new DatabaseSync(logFile(folder))
  setUpBuilder(db)
  const writer = logWriter(db)
  while (writer.lastPosition() < BigInt(events)) {
    const appends = Array.from({ length: groupStreams }, () => ({ kind: 'append' as const, ...newStream() }))
    writer.write(packGroup(appends, systemTicks()))
  }
  db.close()
  // What the system has not written yet would be counted to whoever syncs next.
  sync(logFile(folder))
}

export const newStream = (): AppendRequest => ({
  stream: `incident-${randomUUID()}`,
  expected: 'no_stream',
  events: Array.from({ length: streamEvents }, (_, i) => exampleProposed(randomUUID(), i)),
})
