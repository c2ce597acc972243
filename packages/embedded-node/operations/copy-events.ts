import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from '../store/as-big-ints.ts'
import { damagedEvent } from '../store/damage.ts'
import { columnsOfRow, type EventRow, eventColumns, isIntact } from '../store/event-row.ts'
import type { Progress } from './progress.ts'
import { lastPosition } from './readable-log.ts'

/** Events copied between two turns of the event loop. */
const pageEvents = 500
/** Once no more events than this are left, they and the streams are copied in one view of the source. */
const lastStretch = 5_000n

/**
 * Copies what `to` does not have yet, checking every event on the way; `keep` may leave events out. Ends with a state
 * that the source had at one moment, although its node goes on writing. Returns how many events were copied.
 */
export const copyEvents = async (
  from: DatabaseSync,
  to: DatabaseSync,
  onProgress: Progress,
  keep: (row: EventRow) => boolean = () => true,
): Promise<bigint> => {
  const page = pageCopier(from, to, keep)
  let last = lastPosition(to)
  let copied = 0n
  const copyPage = (): void => {
    const step = page(last)
    last = step.last
    copied += step.copied
  }
  for (let goal = lastPosition(from); goal - last > lastStretch; goal = lastPosition(from)) {
    copyPage()
    onProgress(last, goal)
    await new Promise(setImmediate)
  }
  from.exec('begin')
  try {
    const goal = lastPosition(from)
    while (last < goal) copyPage()
    for (const table of ['streams', 'origin', 'compactions']) copyTable(from, to, table)
    onProgress(goal, goal)
  } finally {
    from.exec('commit')
  }
  return copied
}

const pageCopier = (from: DatabaseSync, to: DatabaseSync, keep: (row: EventRow) => boolean) => {
  const read = asBigInts(
    from.prepare(`select ${eventColumns} from events e left join streams s on s.id = e.stream
      where e.position > ? order by e.position limit ${pageEvents}`),
  )
  const insert = to.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  return (after: bigint): { readonly last: bigint; readonly copied: bigint } => {
    let copied = 0n
    let last = after
    for (const row of read.iterate(after) as Iterable<unknown> as Iterable<EventRow>) {
      if (!isIntact(row)) throw damagedEvent(row)
      last = row[0]
      if (!keep(row)) continue
      insert.run(...columnsOfRow(row))
      copied += 1n
    }
    return { last, copied }
  }
}

const copyTable = (from: DatabaseSync, to: DatabaseSync, table: string): void => {
  to.exec(`delete from ${table}`)
  const read = asBigInts(from.prepare(`select * from ${table}`))
  const insert = to.prepare(
    `insert into ${table} values (${read
      .columns()
      .map(() => '?')
      .join()})`,
  )
  for (const row of read.iterate() as Iterable<unknown> as Iterable<bigint[]>) insert.run(...row)
}
