import { type EventStoreDBClient, StreamDeletedError } from '@eventstore/db-client'
import { deletes, fateOf, type MetadataOf, shiftTruncation, withMetadata } from './copied-event.ts'
import { openRun } from './copied-run.ts'
import type { CopyState } from './copy-state.ts'
import type { RawAppender, RawEvent } from './raw-log.ts'
import { isKnown } from './survey-source.ts'

interface CopyTargetOptions {
  readonly to: EventStoreDBClient
  readonly appender: RawAppender
  /** How far an earlier copy came. */
  readonly state: CopyState
  readonly metadataOf: MetadataOf | undefined
  /** Keeps how far this one has come; called after each group of writes. */
  readonly save: (reached: CopyState) => Promise<void>
  readonly onProgress: (events: number) => void
}

/** Appends under way at once; the state is written after each such group. */
const mostUnderWay = 64
/** Streams known to be in the target; what is forgotten is asked for again. */
const mostRemembered = 100_000

/** Takes the source's events one by one and writes them in runs of one stream, many runs under way at once. */
export const openCopyTarget = ({ to, appender, state, metadataOf, save, onProgress }: CopyTargetOptions) => {
  const shifts = new Map(state.shifts)
  const begun = new Set<string>()
  const run = openRun()
  /** Everything that was taken; of its last position perhaps not all, since the events of an old explicit transaction share theirs. */
  let taken = { position: state.position, events: state.events }
  /** Everything before the last position: so much can be said to be copied. */
  let whole = taken
  /** What was sent of that. */
  let reached = taken

  const { start, settle } = writesUnderWay(async () => {
    if (begun.size > mostRemembered) begun.clear()
    await save({ ...state, ...reached, shifts })
    onProgress(reached.events)
  })
  const sendRun = async (): Promise<void> => {
    const events = run.end()
    const first = events[0]
    if (first === undefined) return
    const isNew = first.revision > 0n && !shifts.has(first.stream) && !begun.has(first.stream)
    if (isNew && !(await isKnown(to, first.stream))) {
      // Written down before the stream's first event, so that a copy that goes on knows it.
      shifts.set(first.stream, first.revision)
      await settle()
    }
    begun.add(first.stream)
    reached = whole
    await start(append(appender, events, shifts.get(first.stream) ?? 0n))
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
  const take = async (read: RawEvent): Promise<void> => {
    const fate = fateOf(read)
    const event = fate === 'copied' ? withMetadata(read, metadataOf) : read
    if (event.position > taken.position) whole = taken
    if (fate !== 'copied' || !run.takes(event)) await sendRun()
    taken = { position: event.position, events: taken.events + (fate === 'copied' ? 1 : 0) }
    if (fate === 'metadata') await takeMetadata(event)
    if (fate === 'tombstone') await takeTombstone(event)
    if (fate === 'copied') run.add(event)
  }
  /** Resolves with how far the copy came, once everything is written. */
  const finish = async (): Promise<{ readonly events: number; readonly position: bigint }> => {
    await sendRun()
    reached = taken
    await settle()
    return reached
  }
  return { take, finish }
}

/** Starts writes and does not wait for them, but settles them in groups; `settled` is called after each. */
const writesUnderWay = (settled: () => Promise<void>) => {
  let underWay: Promise<void>[] = []
  const settle = async (): Promise<void> => {
    await Promise.all(underWay)
    underWay = []
    await settled()
  }
  const start = async (writing: Promise<void>): Promise<void> => {
    // A failure is met when the group is settled; until then it is nobody's.
    writing.catch(() => undefined)
    underWay.push(writing)
    if (underWay.length >= mostUnderWay) await settle()
  }
  return { start, settle }
}

const append = async (appender: RawAppender, run: readonly RawEvent[], shift: bigint): Promise<void> => {
  const { stream, revision } = run[0]!
  const expected = revision === shift ? 'no_stream' : revision - shift - 1n
  const outcome = await appender.append(stream, expected, run)
  if (outcome.kind === 'refused' && !isEnded(outcome.reason)) {
    throw new Error(
      `The target does not take ${stream} from revision ${revision} on (${outcome.reason}). ${IF_COMPACTED}`,
    )
  }
}

const IF_COMPACTED =
  'If the source was compacted meanwhile, what came before is lost there: begin anew, into an empty target and with another --state.'

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
