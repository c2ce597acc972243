import type { EventStoreDBClient } from '@eventstore/db-client'
import { type CopiedBetween, copiedBetween, isOneLog, otherLog } from './copied-between.ts'
import type { MetadataOf } from './copied-event.ts'
import { atTheBeginning, type CopyState, loadState, saveState } from './copy-state.ts'
import { openCopyTarget } from './copy-target.ts'
import { openRawAppender, readRaw } from './raw-log.ts'
import { surveySource } from './survey-source.ts'

interface CopyOptions {
  readonly from: EventStoreDBClient
  readonly to: EventStoreDBClient
  /** Where the copy remembers how far it is. One file for one pair of servers. */
  readonly stateFile: string
  /** Left out, metadata stay byte for byte. */
  readonly metadataOf?: MetadataOf | undefined
  readonly onProgress?: CopyProgress
}

/** Told how many events are copied, of how many: those that there were when the copy began. */
export type CopyProgress = (events: number, all: number) => void

interface CopyResult {
  /** All events copied so far, by earlier calls too. */
  readonly events: number
  /** The source's position up to which the target holds everything. */
  readonly position: bigint
}

/**
 * Copies a log from one server to another in its order: events with their ids, bytes and metadata, streams' metadata,
 * deletions and tombstones. Stopped at any point and called again with the same file it goes on without doubling:
 * appends are repeated under the same ids at the same expected revision. Rejects when the file is of a copy between
 * other logs, when both servers hold one log, and when the target holds other events in a stream of the same name. The source should not be compacted between the parts of one copy.
 */
export const copyLog = async (options: CopyOptions): Promise<CopyResult> => {
  const { from, to, stateFile, metadataOf, onProgress } = options
  const between = await copiedBetween(from, to)
  if (isOneLog(between)) throw new Error(ONE_LOG)
  const state = (await goOn(stateFile, between)) ?? (await begin(options, between))
  if (state.asTheyAre !== (metadataOf === undefined)) {
    throw new Error(
      `${stateFile} belongs to a copy that ${state.asTheyAre ? 'leaves metadata as they are' : 'adds to metadata'}.`,
    )
  }
  const appender = await openRawAppender(to)
  const target = openCopyTarget({
    to,
    appender,
    state,
    metadataOf,
    save: (reached) => saveState(stateFile, reached),
    onProgress: (events) => onProgress?.(events, Math.max(events, state.all)),
  })
  try {
    for await (const event of readRaw(from, state.position)) await target.take(event)
    return await target.finish()
  } finally {
    appender.close()
  }
}

const ONE_LOG =
  'Both connection strings lead to the same log or its backup, so there is nothing to copy. Name two different servers.'

/** What an earlier call wrote down of this copy, if there was one. */
const goOn = async (stateFile: string, between: CopiedBetween): Promise<CopyState | undefined> => {
  const state = await loadState(stateFile)
  const other = state && otherLog(state.between, between)
  if (other === undefined) return state
  throw new Error(
    `${stateFile} belongs to a copy with another ${other}. Name another file with --state; or, if that copy is done or the log was compacted since, remove the file: no event is copied twice.`,
  )
}

/** What is known before the first event; written down, so that a copy that goes on counts the same way. */
const begin = async (
  { from, to, stateFile, metadataOf }: CopyOptions,
  between: CopiedBetween,
): Promise<CopyState> => {
  const asTheyAre = metadataOf === undefined
  const { events: all, lost: shifts } = await surveySource(from, to)
  const state = { ...atTheBeginning, all, asTheyAre, between, shifts }
  await saveState(stateFile, state)
  return state
}
