import { asBigInts } from '../store/as-big-ints.ts'
import { sizesOf } from '../store/log-sizes.ts'
import type { StoreStats } from '../store/store.ts'
import { openForReading } from './readable-log.ts'

interface FolderStats extends Pick<StoreStats, 'lastPosition' | 'streams' | 'logBytes' | 'writeAheadBytes'> {
  /** Events in the log now; fewer than positions once it was compacted. */
  readonly events: bigint
  readonly compactions: bigint
  readonly removedByCompaction: bigint
}

/**
 * Counts what a store folder holds, whose node may be running. Reads one index through: seconds for millions of
 * events.
 */
export const storeStats = (folder: string): FolderStats => {
  const { db, close } = openForReading(folder)
  try {
    const counted = asBigInts(
      db.prepare(
        'select (select count(*) from events), count(*), coalesce(sum(removed), 0) from compactions',
      ),
    ).get() as unknown as readonly [bigint, bigint, bigint]
    const [events, compactions, removedByCompaction] = counted
    return { ...sizesOf(db, folder), events, compactions, removedByCompaction }
  } finally {
    close()
  }
}
