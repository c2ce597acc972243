import { DatabaseSync } from 'node:sqlite'
import { asBigInts } from '../store/as-big-ints.ts'
import { buildLog } from '../store/create-log.ts'
import { lockFolder, lockForReplacing } from '../store/folder-lock.ts'
import { createTables, endOfStream, logFile } from '../store/layout.ts'
import { systemTicks } from '../store/open-store.ts'
import { describedStream, isMetadataStream } from '../store/retention.ts'
import { checkAtStartUp } from '../store/start-up-check.ts'
import { streamColumns, streamOfRow } from '../store/stream-row.ts'
import { firstVisible } from '../store/visible-range.ts'
import { copyEvents } from './copy-events.ts'
import type { Progress } from './progress.ts'
import { lastPosition } from './readable-log.ts'

interface CompactOptions {
  readonly folder: string
  readonly nowTicks?: () => bigint
  readonly onProgress?: Progress
}

interface Compaction {
  readonly removed: bigint
  readonly kept: bigint
}

/**
 * Removes for good what deletion, `$tb`, `$maxCount` and `$maxAge` hide, while the node is stopped: the events that
 * stay are copied, checked one by one, into a new file that takes the old one's place, so nothing of the others is
 * left in it. Positions, revisions and the numbering of every stream stay as they are; the log's last event always
 * stays. Needs disk space for the new file; killed at any moment, the old log is still there.
 *
 * A tombstoned stream keeps its tombstone only. Backups made before still hold what was removed.
 */
export const compactStore = async ({
  folder,
  nowTicks = systemTicks,
  onProgress = () => {},
}: CompactOptions): Promise<Compaction> => {
  const lock = lockFolder(folder)
  try {
    const readers = lockForReplacing(folder)
    try {
      return await compactLocked(folder, nowTicks, onProgress)
    } finally {
      readers.release()
    }
  } finally {
    lock.release()
  }
}

const compactLocked = async (
  folder: string,
  nowTicks: () => bigint,
  onProgress: Progress,
): Promise<Compaction> => {
  checkAtStartUp(folder)
  const source = new DatabaseSync(logFile(folder))
  let compaction: Compaction | undefined
  try {
    await buildLog(folder, async (db) => {
      createTables(db)
      const hidden = hiddenBefore(source, nowTicks)
      const last = lastPosition(source)
      const all = countOf(source)
      db.exec('begin')
      const kept = await copyEvents(
        source,
        db,
        onProgress,
        ([position, stream, revision]) => position === last || revision >= (hidden.get(stream) ?? 0n),
      )
      compaction = { kept, removed: all - kept }
      db.prepare('insert into compactions values (?, ?, ?)').run(nowTicks(), last, compaction.removed)
      db.exec('commit')
      source.exec('pragma journal_mode = delete')
      source.close()
    })
  } finally {
    if (source.isOpen) source.close()
  }
  return compaction!
}

const countOf = (db: DatabaseSync): bigint =>
  (asBigInts(db.prepare('select count(*) from events')).get() as unknown as [bigint])[0]

/**
 * For each stream that hides anything, by its number: the first revision that stays. Grows with those streams alone.
 */
const hiddenBefore = (db: DatabaseSync, nowTicks: () => bigint): ReadonlyMap<bigint, bigint> => {
  const hiding = asBigInts(
    db.prepare(`select ${streamColumns}, name from streams
      where tombstoned or truncate_before is not null or max_count is not null or max_age is not null`),
  )
  const recordedFrom = asBigInts(
    db.prepare(
      'select revision, created from events where stream = ? and revision >= ? order by revision limit 1',
    ),
  )
  const tombstoned = asBigInts(db.prepare('select tombstoned from streams where name = ?'))
  const first = new Map<bigint, bigint>()
  for (const row of hiding.iterate() as Iterable<unknown> as Iterable<readonly unknown[]>) {
    const stream = streamOfRow(row)
    const name = row[6] as string
    const described = isMetadataStream(name) ? tombstoned.get(describedStream(name)) : undefined
    const closed = (described as unknown as readonly [bigint] | undefined)?.[0] === 1n
    const stays = closed
      ? endOfStream
      : firstVisible(
          stream,
          nowTicks,
          (id, revision) => recordedFrom.get(id, revision) as unknown as [bigint, bigint],
        )
    if (stays > 0n) first.set(stream.id, stays)
  }
  return first
}
