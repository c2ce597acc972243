import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { type AppendFailure, err, ok, type ReadFailure, type Result } from '@concord/kernel'
import { z } from 'zod'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { eventHash } from '../form/canonical-form.ts'
import {
  headStream,
  LogHeadCountersigned,
  type SignedLogHead,
  type TreeHead,
  treeHeadSchema,
} from '../own-events/head-events.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { emptyTree, growsFrom, type HeadEvent, type HeadOnRecord, readHeads } from './head-stream.ts'

/** Who countersigns whose heads, and where it remembers what it saw. */
export interface WitnessOptions {
  readonly log: ConnectedEventLog
  /** As whom the log writes: the agency that countersigns. */
  readonly agency: string
  /** The agency whose heads are countersigned. */
  readonly signer: string
  /** Where the last head seen is kept, outside the store and outside its backups. */
  readonly memory: string
  readonly now?: () => Date
}

/** `rewritten`: the signer's heads do not follow from what this agency has seen. Somebody must look into it. */
export type WitnessFailure =
  | AppendFailure
  | ReadFailure
  | { readonly kind: 'rewritten'; readonly detail: string }

/**
 * Looks at the newest head of the signer and countersigns it, when every head since the last one that this agency saw
 * proves to have grown from the one before. It needs no tree of its own and remembers one line.
 *
 * A store that was set back to an old backup, or whose history was changed, shows here even if its operator holds the
 * signer's key: the new heads can't be proven to follow from the head that this agency remembers.
 */
export const countersignNewestHead = async (
  options: WitnessOptions,
): Promise<Result<SignedLogHead | undefined, WitnessFailure>> => {
  const { log, agency, signer, memory, now = () => new Date() } = options
  const stream = headStream(signer)
  const seen = readWitnessed(memory)
  if (seen) {
    const still = await log.readStored(stream, seen.revision, 1)
    if (!still.ok) return still
    const [event] = still.value
    if (!event || eventHash(event) !== seen.hash) {
      return rewritten(
        `The head of ${seen.size} events that was seen earlier, ${stream}@${seen.revision}, is gone.`,
      )
    }
  }
  const read = await readHeads(log, signer, seen ?? { revision: 'no-stream', hash: null })
  if (!read.ok) return read
  const followed = followHeads(seen ?? emptyTree, read.value.heads)
  if (!followed.ok) return followed
  const newest = followed.value
  if (!newest) return ok(undefined)

  const own = await log.readStream(headStream(agency))
  if (!own.ok) return own
  // Remembered first: a crash in between loses a countersignature, never what was seen.
  const { size, root, position } = newest.head
  writeWitnessed(memory, { size, root, revision: newest.event.revision, hash: eventHash(newest.event) })
  const fields = { size, root, position, at: now().toISOString(), head: newest.event.id }
  const event = ownEvent(agency, LogHeadCountersigned, fields, now())
  const appended = await log.append(headStream(agency), own.value.head, [event])
  return appended.ok ? ok(newest.head) : appended
}

/** Countersigns from time to time until the signal aborts. A failure is told and tried again, whatever it is. */
export const keepWitness = async (
  options: WitnessOptions & {
    readonly everyMs?: number
    readonly signal: AbortSignal
    /** Told each time that the heads prove to follow from what was seen. */
    readonly onSound?: () => void
    readonly onFailure: (failure: WitnessFailure) => void
  },
): Promise<void> => {
  const { signal, everyMs = 10_000, onSound = () => undefined, onFailure } = options
  while (!signal.aborted) {
    const countersigned = await countersignNewestHead(options)
    if (countersigned.ok) onSound()
    else onFailure(countersigned.error)
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Walks the heads from the one that was seen to the newest that counts; each that counts must prove to have grown from the one
 * before, if only over heads that have lost their force: those prove as much as any, but what a thief says is not believed.
 */
const followHeads = (
  seen: TreeHead,
  heads: readonly HeadOnRecord[],
): Result<HeadEvent | undefined, WitnessFailure> => {
  let newest: HeadOnRecord | undefined
  let reached = new Map([[seen.root, seen]])
  for (const each of heads) {
    const { head, hasForce } = each
    const earlier = reached.get(head.since.root)
    const isReached = earlier !== undefined && growsFrom(earlier, head)
    if (hasForce && !isReached) {
      return rewritten(
        `The head of ${head.size} events does not follow from that of ${(newest?.head ?? seen).size}.`,
      )
    }
    if (hasForce) {
      newest = each
      reached = new Map()
    }
    if (isReached) reached.set(head.root, head)
  }
  return ok(newest)
}

const witnessedSchema = treeHeadSchema.extend({ revision: z.int().min(0), hash: treeHeadSchema.shape.root })

/** The last head seen, and its place in the signer's stream. */
export type Witnessed = z.infer<typeof witnessedSchema>

/** Where a witness keeps the last head it saw, within its process's folder. */
export const WITNESSED_HEAD = 'witnessed-head.json'

/** The last head that was seen; undefined for a witness that begins. Throws when the file is damaged. */
export const readWitnessed = (path: string): Witnessed | undefined => {
  try {
    return witnessedSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      throw new Error(`${path} is damaged: it must hold the last log head that was seen.`)
    }
    throw error
  }
}

const writeWitnessed = (path: string, witnessed: Witnessed): void => {
  writeFileSync(`${path}.new`, JSON.stringify(witnessed), { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

const rewritten = (detail: string): Result<never, WitnessFailure> => err({ kind: 'rewritten', detail })
