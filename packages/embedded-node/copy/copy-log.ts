import { type EventStoreDBClient, StreamDeletedError } from '@eventstore/db-client'
import { deletes, fateOf, shiftTruncation } from './copied-event.ts'
import { atTheBeginning, type CopyState, loadState, saveState } from './copy-state.ts'
import { isKnown, lostBeginnings } from './lost-beginnings.ts'
import { openRawAppender, type RawAppender, type RawEvent, readRaw } from './raw-log.ts'

export interface CopyOptions {
  readonly from: EventStoreDBClient
  readonly to: EventStoreDBClient
  /** Where the copy remembers how far it is. One file for one pair of servers. */
  readonly stateFile: string
  readonly onProgress?: (events: number) => void
}

export interface CopyResult {
  /** All events copied so far, by earlier calls too. */
  readonly events: number
  /** The source's position up to which the target holds everything. */
  readonly position: bigint
}

/** One append holds at most so much of one stream, well below the limit of a server. */
const mostEventsOfAppend = 500
const mostBytesOfAppend = 512 * 1024
/** Appends under way at once; the state is written after each such group. */
const mostUnderWay = 64
/** Streams known to be in the target; what is forgotten is asked for again. */
const mostRemembered = 100_000

/**
 * Copies a log from one server to another in its order: events with their ids, bytes and metadata, streams' metadata,
 * deletions and tombstones. Stopped at any point and called again with the same file it goes on without doubling:
 * appends are repeated under the same ids at the same expected revision. Rejects when the target holds other events
 * in a stream of the same name. The source should not be compacted between the parts of one copy.
 */
export const copyLog = async ({ from, to, stateFile, onProgress }: CopyOptions): Promise<CopyResult> => {
  const state = (await loadState(stateFile)) ?? (await begin(from, to, stateFile))
  const appender = await openRawAppender(to)
  const target = openTarget(to, appender, state, stateFile, onProgress ?? (() => undefined))
  try {
    for await (const event of readRaw(from, state.position)) await target.take(event)
    return await target.finish()
  } finally {
    appender.close()
  }
}

/** What is known before the first event; written down, so that a copy that goes on counts the same way. */
const begin = async (
  from: EventStoreDBClient,
  to: EventStoreDBClient,
  stateFile: string,
): Promise<CopyState> => {
  const state = { ...atTheBeginning, shifts: await lostBeginnings(from, to) }
  await saveState(stateFile, state)
  return state
}

/** Takes the source's events one by one and writes them in runs of one stream, many runs under way at once. */
const openTarget = (
  to: EventStoreDBClient,
  appender: RawAppender,
  state: CopyState,
  stateFile: string,
  onProgress: (events: number) => void,
) => {
  const shifts = new Map(state.shifts)
  const begun = new Set<string>()
  /** Everything that was taken; of its last position perhaps not all, since the events of an old explicit transaction share theirs. */
  let taken = { position: state.position, events: state.events }
  /** Everything before the last position: so much can be said to be copied. */
  let whole = taken
  /** What was sent of that. */
  let reached = taken
  let underWay: Promise<void>[] = []
  let run: RawEvent[] = []
  let runBytes = 0

  const settle = async (): Promise<void> => {
    await Promise.all(underWay)
    underWay = []
    if (begun.size > mostRemembered) begun.clear()
    await saveState(stateFile, { ...reached, shifts })
    onProgress(reached.events)
  }
  const start = async (writing: Promise<void>): Promise<void> => {
    // A failure is met when the group is settled; until then it is nobody's.
    writing.catch(() => undefined)
    underWay.push(writing)
    if (underWay.length >= mostUnderWay) await settle()
  }
  const sendRun = async (): Promise<void> => {
    const first = run[0]
    if (first === undefined) return
    const sent = run
    run = []
    runBytes = 0
    const isNew = first.revision > 0n && !shifts.has(first.stream) && !begun.has(first.stream)
    if (isNew && !(await isKnown(to, first.stream))) {
      // Written down before the stream's first event, so that a copy that goes on knows it.
      shifts.set(first.stream, first.revision)
      await settle()
    }
    begun.add(first.stream)
    reached = whole
    await start(append(appender, sent, shifts.get(first.stream) ?? 0n))
  }
  const takeMetadata = async (event: RawEvent): Promise<void> => {
    const described = event.stream.slice(2)
    const shift = shifts.get(described) ?? 0n
    // A deleted stream is not found in the target, and yet its numbering goes on.
    if (deletes(event)) shifts.set(described, shift)
    reached = whole
    await start(appendMetadata(appender, shiftTruncation(event, shift)))
  }
  const takeTombstone = async (event: RawEvent): Promise<void> => {
    await settle()
    await tombstone(to, event.stream)
    reached = whole
  }

  return {
    take: async (event: RawEvent): Promise<void> => {
      const fate = fateOf(event)
      const bytes = event.data.length + event.metadata.length
      if (event.position > taken.position) whole = taken
      const full = run.length >= mostEventsOfAppend || runBytes + bytes > mostBytesOfAppend
      if (fate !== 'copied' || event.stream !== run[0]?.stream || full) await sendRun()
      taken = { position: event.position, events: taken.events + (fate === 'copied' ? 1 : 0) }
      if (fate === 'metadata') return takeMetadata(event)
      if (fate === 'tombstone') return takeTombstone(event)
      if (fate === 'left') return
      run.push(event)
      runBytes += bytes
    },
    finish: async (): Promise<CopyResult> => {
      await sendRun()
      reached = taken
      await settle()
      return reached
    },
  }
}

const append = async (appender: RawAppender, run: readonly RawEvent[], shift: bigint): Promise<void> => {
  const { stream, revision } = run[0]!
  const expected = revision === shift ? 'no_stream' : revision - shift - 1n
  const outcome = await appender.append(stream, expected, run)
  if (outcome.kind === 'refused' && !isEnded(outcome.reason)) {
    throw new Error(`The target does not take ${stream} from revision ${revision} on (${outcome.reason}).`)
  }
}

/** A stream that an earlier copy has ended already; if the source did not end it, the comparison will say so. */
const isEnded = (reason: string): boolean => reason.startsWith('StreamDeleted')

/** The target writes metadata of its own when a deleted stream begins anew, so there is no revision to expect. */
const appendMetadata = async (appender: RawAppender, event: RawEvent): Promise<void> => {
  const outcome = await appender.append(event.stream, 'any', [event])
  if (outcome.kind === 'refused' && !isEnded(outcome.reason)) {
    throw new Error(`The target does not take ${event.stream} (${outcome.reason}).`)
  }
}

const tombstone = async (to: EventStoreDBClient, stream: string): Promise<void> => {
  try {
    await to.tombstoneStream(stream)
  } catch (error) {
    if (!(error instanceof StreamDeletedError)) throw error
  }
}
