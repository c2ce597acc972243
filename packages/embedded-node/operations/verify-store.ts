import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from '../store/as-big-ints.ts'
import { type EventRow, eventColumns, isIntact } from '../store/event-row.ts'
import { endOfStream } from '../store/layout.ts'
import { isMetadataStream, keepAll, metadataStreamOf, retentionOf } from '../store/retention.ts'
import { type StreamRow, streamColumns, streamOfRow } from '../store/stream-row.ts'
import type { Progress } from './progress.ts'
import { lastPosition, openForReading } from './readable-log.ts'

/** One thing that is not as it was written, with where it was found. */
export interface Damage {
  /** A position, a stream and revision, or a page of the file. */
  readonly place: string
  readonly what: string
}

interface Verification {
  readonly events: bigint
  readonly streams: bigint
  /** Empty when the store is sound; cut off after a thousand. */
  readonly damage: readonly Damage[]
}

const mostDamage = 1_000
const pageEvents = 1_000
const pageStreams = 500

/**
 * Reads a whole store, whose node may be running, and checks every page of the file, every event's checksum, the
 * numbering without gaps, and every stream's state against its events. Nothing is changed or repaired.
 *
 * The check of the file's pages is one step that blocks its thread for as long as the log is large.
 */
export const verifyStore = async (folder: string, onProgress: Progress = () => {}): Promise<Verification> => {
  const log = openForReading(folder)
  try {
    return await verifyLog(log.db, onProgress)
  } finally {
    log.close()
  }
}

/**
 * The same of a log that is open already, such as one that is not in its place yet. Lets others have their turn after
 * each page.
 */
export const verifyLog = async (db: DatabaseSync, onProgress: Progress = () => {}): Promise<Verification> => {
  const damage: Damage[] = []
  const report = (place: string, what: string): void => {
    if (damage.length < mostDamage) damage.push({ place, what })
  }
  const upTo = lastPosition(db)
  const soundFile = orReport('the file', report, () => checkPages(db, report))
  const events = await checkEvents(db, upTo, report, onProgress)
  const streams = soundFile ? await checkStreams(db, report) : 0n
  return { events, streams, damage }
}

type Report = (place: string, what: string) => void

/** False when SQLite could not even read what `check` looked at. */
const orReport = (place: string, report: Report, check: () => void): boolean => {
  try {
    check()
    return true
  } catch (error) {
    report(place, (error as Error).message)
    return false
  }
}

const checkPages = (db: DatabaseSync, report: Report): void => {
  for (const row of db.prepare(`pragma integrity_check(${mostDamage})`).iterate()) {
    const found = String(row.integrity_check).split('\n')
    for (const one of found) if (one !== 'ok' && !one.startsWith('***')) report('the file', one)
  }
}

/** Returns how many events were looked at. */
const checkEvents = async (
  db: DatabaseSync,
  upTo: bigint,
  report: Report,
  onProgress: Progress,
): Promise<bigint> => {
  const page = asBigInts(
    db.prepare(`select ${eventColumns} from events e left join streams s on s.id = e.stream
      where e.position > ? and e.position <= ? order by e.position limit ${pageEvents}`),
  )
  const holesEnd = compactedUpTo(db)
  let last = 0n
  let events = 0n
  const checkPage = (): void => {
    for (const row of page.iterate(last, upTo) as Iterable<unknown> as Iterable<EventRow>) {
      const [position, stream, revision] = row
      const place = `position ${position}, stream ${row[9] ?? `number ${stream}`}, revision ${revision}`
      if (!isIntact(row)) report(place, 'the content of the event is not what was written')
      if (row[9] === null) report(place, 'the stream of the event is unknown')
      if (position !== last + 1n && position > holesEnd) report(place, `no event at position ${last + 1n}`)
      last = position
      events += 1n
    }
  }
  while (last < upTo) {
    const before = last
    if (!orReport(`behind position ${last}`, report, checkPage) || last === before) break
    onProgress(last, upTo)
    await new Promise(setImmediate)
  }
  if (last < upTo) report(`behind position ${last}`, `the events up to position ${upTo} cannot be read`)
  return events
}

/** Events up to here may have been removed. */
const compactedUpTo = (db: DatabaseSync): bigint =>
  (asBigInts(db.prepare('select max(up_to) from compactions')).get() as unknown as [bigint | null])[0] ?? 0n

/** Returns how many streams were looked at. */
const checkStreams = async (db: DatabaseSync, report: Report): Promise<bigint> => {
  const page = asBigInts(
    db.prepare(`select ${streamColumns}, name from streams where id > ? order by id limit ${pageStreams}`),
  )
  const check = streamChecker(db, report)
  let last = 0n
  for (let count = 0n; ; ) {
    db.exec('begin')
    const rows = page.all(last) as unknown as readonly (readonly unknown[])[]
    for (const row of rows) check(row)
    db.exec('commit')
    if (rows.length === 0) return count
    last = rows.at(-1)![0] as bigint
    count += BigInt(rows.length)
    await new Promise(setImmediate)
  }
}

const streamChecker = (db: DatabaseSync, report: Report): ((row: readonly unknown[]) => void) => {
  const extent = asBigInts(
    db.prepare(`select count(*), min(revision), max(revision) from events indexed by events_by_revision
      where stream = ? and revision < ${endOfStream}`),
  )
  const tombstone = asBigInts(
    db.prepare(`select 1 from events where stream = ? and revision = ${endOfStream}`),
  )
  const metadata = asBigInts(
    db.prepare(`select e.data from streams s join events e on e.stream = s.id and e.revision = s.last
      where s.name = ?`),
  )
  const compacted = compactedUpTo(db) > 0n
  /** Compaction leaves gaps, and may leave nothing. */
  const checkRevisions = ({ id, last: stated }: StreamRow, place: string): void => {
    const [count, first, last] = extent.get(id) as unknown as readonly [bigint, bigint | null, bigint | null]
    const endsWell = compacted ? last === null || last <= stated : (last ?? -1n) === stated
    if (!endsWell) report(place, `should end at revision ${stated}, ends at ${last ?? 'none'}`)
    if (!compacted && count > 0n && (first !== 0n || count !== last! + 1n))
      report(place, 'has gaps in its revisions')
  }
  return (row) => {
    const stream = streamOfRow(row)
    const name = row[6] as string
    const place = `stream ${name}`
    checkRevisions(stream, place)
    if (stream.tombstoned !== (tombstone.get(stream.id) !== undefined))
      report(place, 'its tombstone contradicts its state')
    if (isMetadataStream(name)) return
    const latest = metadata.get(metadataStreamOf(name)) as unknown as readonly [Uint8Array] | undefined
    const said = latest === undefined ? keepAll : retentionOf(latest[0])
    const agrees =
      said.truncateBefore === stream.truncateBefore &&
      said.maxCount === stream.maxCount &&
      said.maxAgeTicks === stream.maxAgeTicks
    if (!agrees && !(compacted && stream.tombstoned)) report(place, 'its metadata contradict its state')
  }
}
