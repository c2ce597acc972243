import {
  type AppendFailure,
  type LogItem,
  LogRewritten,
  ok,
  parseStreamName,
  passingTime,
  type ReadFailure,
  type Result,
  type StreamHead,
} from '@concord/kernel'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { eventHash } from '../form/canonical-form.ts'
import { keepGoing } from '../keep-going.ts'
import type { LogTree } from '../merkle/log-tree.ts'
import { headStream, LogHeadSigned, type SignedLogHead, type TreeHead } from '../own-events/head-events.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { emptyTree, growsFrom, type HeadOnRecord, readHeads } from './head-stream.ts'

/** The log and the tree over it, and how far a signed head may lie behind. */
export interface LogHeadKeeperOptions {
  readonly log: ConnectedEventLog
  /** As whom the log writes: the agency that signs the heads. */
  readonly agency: string
  readonly tree: LogTree
  /** How long at most an event waits until a head covers it, in milliseconds. Default: 10,000. */
  readonly everyMs?: number
  /** How many events at most a head may lie behind. Default: 10,000. */
  readonly everyEvents?: number
  readonly signal: AbortSignal
  readonly now?: () => Date
  readonly onFailure?: (error: unknown) => void
}

/**
 * Keeps the Merkle tree over the log and signs its head from time to time. Heads and countersignatures alone give no
 * occasion for another head. Goes on by itself when the store was away. Ends when the signal aborts; throws
 * {@link LogRewritten} when the log does not hold what was signed.
 */
export const keepLogHeads = async (options: LogHeadKeeperOptions): Promise<void> => {
  const { signal, onFailure } = options
  await keepGoing((going) => keepWhileConnected(options, going), {
    signal,
    onAway: onFailure,
    isFinal: (error) => error instanceof LogRewritten,
  })
}

const keepWhileConnected = async (options: LogHeadKeeperOptions, going: () => void): Promise<void> => {
  const { log, tree, signal, everyMs = 10_000, everyEvents = 10_000, now = () => new Date() } = options
  const signHead = headSigner(options)
  const time = passingTime(() => now().getTime())
  let waiting = 0
  let signedAtMs = time()
  const sign = async (): Promise<void> => {
    const isDue = waiting >= everyEvents || (waiting > 0 && time() - signedAtMs >= everyMs)
    if (!isDue || signal.aborted) return
    const covered = waiting
    const signed = await signHead()
    if (!signed.ok)
      return options.onFailure?.(new Error(`The log head could not be written: ${signed.error.kind}.`))
    waiting -= covered
    signedAtMs = time()
  }
  // One head after the other, whether time or number asks for it.
  let turn = Promise.resolve()
  // What a timer finds out is told at once, and not only when the log goes on.
  const failed = new AbortController()
  const next = (): void => {
    turn = turn.then(sign)
    turn.catch(() => failed.abort())
  }
  const timer = setInterval(next, Math.min(everyMs, 1_000))
  try {
    await assertContinues(log, tree)
    const position = tree.position()
    for await (const batch of log.followStored({
      ...(position === undefined ? {} : { after: position }),
      signal: AbortSignal.any([signal, failed.signal]),
    })) {
      going()
      waiting += growTree(tree, batch)
      if (waiting >= everyEvents) next()
      await turn
    }
    await turn
  } finally {
    clearInterval(timer)
    await turn.catch(() => undefined)
    tree.save()
  }
}

/** The tree outlives the store's backups: what it holds last must still be in the log, at its place. */
const assertContinues = async (log: ConnectedEventLog, tree: LogTree): Promise<void> => {
  const position = tree.position()
  if (position === undefined) return
  const there = await log.eventAt(position)
  if (!there.ok) throw new Error(there.error.detail)
  const expected = tree.leaves(tree.size() - 1, 1).toString('base64url')
  if (there.value && eventHash(there.value) === expected) return
  throw new LogRewritten(`event ${tree.size() - 1} of the tree at position ${position}`)
}

/** Brings a tree up to the end of the log as it is now. Throws {@link LogRewritten} when the log does not continue it. */
export const catchUpTree = async (log: ConnectedEventLog, tree: LogTree): Promise<void> => {
  await assertContinues(log, tree)
  const end = new AbortController()
  const after = tree.position()
  const items = log.followStored({ ...(after === undefined ? {} : { after }), signal: end.signal })
  for await (const batch of items) {
    growTree(tree, batch)
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  tree.save()
}

/** Adds a batch of the log to the tree. Answers how many of its events give occasion for a head. */
export const growTree = (tree: LogTree, batch: readonly LogItem[]): number => {
  const events = batch.flatMap((item) => (item.kind === 'event' ? [item.event] : []))
  tree.append(events.map((event) => ({ hash: eventHash(event), position: event.position })))
  return events.filter(({ stream }) => parseStreamName(stream)?.category !== 'heads').length
}

/**
 * Signs the head of the tree as it stands, proving that it grew from the newest one that is its agency's own: also from one that
 * has lost its force because its key ended in the past, so that who saw that one can follow.
 */
export const headSigner = ({
  log,
  agency,
  tree,
  now = () => new Date(),
}: Pick<LogHeadKeeperOptions, 'log' | 'agency' | 'tree' | 'now'>) => {
  const stream = headStream(agency)
  // The stream's end as of the last head, so that a long row of heads is not read again for each new one.
  let end: StreamHead = { revision: 'no-stream', hash: null }
  let since: TreeHead = emptyTree
  return async (): Promise<Result<SignedLogHead, AppendFailure | ReadFailure>> => {
    const read = await readHeads(log, agency, end)
    if (!read.ok) return read
    since = newestOf(tree, since, read.value.heads)
    end = read.value.end
    // What is signed must survive a crash of this process, or a later head could contradict it.
    tree.save()
    const head: SignedLogHead = {
      size: tree.size(),
      root: text(tree.root()),
      position: String(tree.position() ?? 0n),
      at: now().toISOString(),
      since,
      proof: tree.consistencyProof(since.size).map(text),
    }
    const appended = await log.append(stream, end, [ownEvent(agency, LogHeadSigned, head, now())])
    if (!appended.ok) return appended
    end = appended.value.head
    since = treeHeadOf(head)
    return ok(head)
  }
}

/**
 * The newest head that follows from `since` head by head and that the tree holds. What a thief added without force leads
 * nowhere. Throws {@link LogRewritten} where the tree does not hold a head with force.
 */
const newestOf = (tree: LogTree, since: TreeHead, heads: readonly HeadOnRecord[]): TreeHead => {
  const withForce = heads.findLastIndex(({ hasForce }) => hasForce)
  let newest = heads[withForce]?.head ?? since
  if (!holds(tree, newest)) {
    throw new LogRewritten(`the ${newest.size} events whose root was signed as ${newest.root}`)
  }
  for (const { head } of heads.slice(withForce + 1)) {
    if (growsFrom(newest, head) && holds(tree, head)) newest = head
  }
  return treeHeadOf(newest)
}

const holds = (tree: LogTree, { size, root }: TreeHead): boolean =>
  size <= tree.size() && text(tree.root(size)) === root

const treeHeadOf = ({ size, root }: TreeHead): TreeHead => ({ size, root })

const text = (hash: Buffer): string => hash.toString('base64url')
