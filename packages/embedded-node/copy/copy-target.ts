import type { EventStoreDBClient } from '@eventstore/db-client'
import { deletes, fateOf, type MetadataOf, shiftTruncation, withMetadata } from './copied-event.ts'
import { openRun } from './copied-run.ts'
import { openReach, type Reached } from './copy-reach.ts'
import type { CopyState } from './copy-state.ts'
import type { RawAppender, RawEvent } from './raw-log.ts'
import { isThere } from './survey-source.ts'
import { appendMetadata, appendRun, tombstone } from './target-writes.ts'
import { writesUnderWay } from './writes-under-way.ts'

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

/** Streams known to be in the target; what is forgotten is asked for again. */
const mostRemembered = 100_000

/** Takes the source's events one by one and writes them in runs of one stream, many runs under way at once. */
export const openCopyTarget = ({ to, appender, state, metadataOf, save, onProgress }: CopyTargetOptions) => {
  const shifts = new Map(state.shifts)
  const begun = new Set<string>()
  const run = openRun()
  const reach = openReach(state)
  const { start, settle } = writesUnderWay(async () => {
    if (begun.size > mostRemembered) begun.clear()
    const reached = reach.soFar()
    await save({ ...state, ...reached, shifts })
    onProgress(reached.events)
  })
  const sendRun = async (): Promise<void> => {
    const events = run.end()
    const first = events[0]
    if (first === undefined) return
    const isNew = first.revision > 0n && !shifts.has(first.stream) && !begun.has(first.stream)
    if (isNew && !(await isThere(to, first.stream))) {
      // Written down before the stream's first event, so that a copy that goes on knows it.
      shifts.set(first.stream, first.revision)
      await settle()
    }
    begun.add(first.stream)
    reach.sent()
    await start(appendRun(appender, events, shifts.get(first.stream) ?? 0n))
  }
  const takeMetadata = async (event: RawEvent): Promise<void> => {
    const described = event.stream.slice(2)
    const shift = shifts.get(described) ?? 0n
    // A deleted stream is not found in the target, and yet its numbering goes on.
    if (deletes(event)) shifts.set(described, shift)
    reach.sent()
    await start(appendMetadata(appender, shiftTruncation(event, shift)))
  }
  const takeTombstone = async (event: RawEvent): Promise<void> => {
    await settle()
    await tombstone(to, event.stream)
    reach.sent()
  }
  const take = async (read: RawEvent): Promise<void> => {
    const fate = fateOf(read)
    const event = fate === 'copied' ? withMetadata(read, metadataOf) : read
    reach.take(event.position, fate === 'copied')
    if (fate !== 'copied' || !run.takes(event)) await sendRun()
    if (fate === 'metadata') await takeMetadata(event)
    if (fate === 'tombstone') await takeTombstone(event)
    if (fate === 'copied') run.add(event)
  }
  /** Resolves with how far the copy came, once everything is written. */
  const finish = async (): Promise<Reached> => {
    await sendRun()
    reach.sentAll()
    await settle()
    return reach.soFar()
  }
  return { take, finish }
}
