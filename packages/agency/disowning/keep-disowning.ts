import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectedEventLog, hasLostForce, keepGoing, type RegisteredKey } from '@concord/event-log'
import { categoriesOf, type Position, parseStreamName } from '@concord/kernel'
import { type DisowningParts, disownIn } from './disown-in.ts'

/** Whose lost events are disowned, until when, and who is told. */
export interface KeepDisowningParts extends DisowningParts {
  readonly log: Pick<ConnectedEventLog, 'append' | 'followStored' | 'owners' | 'readStream' | 'register'>
  readonly signal: AbortSignal
  /** Told of each stream in which something was disowned, and how many events that took. */
  readonly onDisowned?: (stream: string, recorded: number) => void
  /** Told once of each time that the log cannot be read or written. */
  readonly onFailure?: (error: unknown) => void
}

const LOOK_MS = 1_000

/**
 * Takes back, on record, what had force until a key of the agency was revoked from a moment before, until the signal aborts.
 * Deciders pass over such events at once; whoever follows the log has taken them in already, and an answer pinned to a
 * position must stay. So they go as anything else goes that was said and is not so: by a later event of their owner.
 *
 * Looks through the log once for each revocation that it comes to know of, and once after each start. Done again, or in two
 * processes, it records nothing twice.
 */
export const keepDisowning = async (parts: KeepDisowningParts): Promise<void> => {
  const { definition, log, signal, onDisowned, onFailure } = parts
  let done: number | undefined
  const look = async (): Promise<void> => {
    const revoked = revokedKeys(log.register.keysOf(definition.name))
    const ends = revoked.flatMap((key) => key.ends).length
    if (ends === done) return
    for (const stream of await streamsWithLost(parts, revoked)) {
      const recorded = await disownIn(parts, stream)
      if (recorded > 0) onDisowned?.(stream, recorded)
    }
    done = ends
  }
  const goOn = async (going: () => void): Promise<void> => {
    while (!signal.aborted) {
      await look()
      going()
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
  }
  await keepGoing(goOn, { signal, onAway: onFailure })
}

/** Keys that ended before it was said that they did. */
const revokedKeys = (keys: readonly RegisteredKey[]): readonly RegisteredKey[] =>
  keys.filter(({ ends }) => ends.some(({ atMs, toldMs }) => atMs < toldMs))

/** The agency's streams that hold something of these keys that has lost its force: looked for from where the first of them took over. */
const streamsWithLost = async (
  { definition, log, signal }: KeepDisowningParts,
  revoked: readonly RegisteredKey[],
): Promise<ReadonlySet<string>> => {
  const streams = new Set<string>()
  if (revoked.length === 0) return streams
  const categories = categoriesOf(definition)
  const reading = new AbortController()
  const following = { ...startOf(revoked), signal: AbortSignal.any([signal, reading.signal]) }
  for await (const items of log.followStored(following)) {
    for (const item of items) {
      if (item.kind === 'caught-up') reading.abort()
      if (item.kind !== 'event' || streams.has(item.event.stream)) continue
      if (!categories.has(parseStreamName(item.event.stream)?.category ?? '')) continue
      if (hasLostForce(item.event, log.owners, log.register)) streams.add(item.event.stream)
    }
  }
  return streams
}

const startOf = (keys: readonly RegisteredKey[]): { readonly after?: Position } => {
  const [first, ...later] = keys.map(({ tookOverAt }) => tookOverAt)
  const after = later.reduce(
    (one, other) => (one !== undefined && other !== undefined && one < other ? one : other),
    first,
  )
  return after === undefined ? {} : { after }
}
