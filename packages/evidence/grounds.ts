import {
  type AgencyKeys,
  type ConnectedEventLog,
  type HeadEvent,
  hasForce,
  headStream,
  type KeyRegister,
  keyStream,
  LogHeadCountersigned,
  type LogTree,
  openKeyRegister,
  signedHeads,
} from '@concord/event-log'
import { err, ok, type Result, type StoredEvent } from '@concord/kernel'
import type { SelectionFailure } from './selection.ts'

interface HeadSource {
  readonly log: ConnectedEventLog
  readonly keys: Pick<AgencyKeys, 'anchors'>
  /** Whose heads. */
  readonly headOf: string
  readonly tree: LogTree
}

/** What a package rests on. */
export interface Grounds {
  readonly head: HeadEvent
  /** The signer's heads up to that one, oldest first, those without force too. */
  readonly heads: readonly HeadEvent[]
  readonly countersignatures: readonly StoredEvent[]
  readonly keyEvents: readonly StoredEvent[]
  /** The keys as those events tell them. */
  readonly register: KeyRegister
  /** Whether by them an event has force. */
  readonly counts: (event: StoredEvent) => Promise<boolean>
}

/**
 * The newest head of the signer that the tree reaches, each agency's countersignature of it, and all keys. Those without force are
 * passed over: by the keys that go into the package, because whoever checks it knows no others. Keys are read last, so that they
 * know whoever signed what was read before, and what lies before the head.
 */
export const findGrounds = async ({
  log,
  tree,
  headOf,
  keys,
}: HeadSource): Promise<Result<Grounds, SelectionFailure>> => {
  const agencies = log.owners.agencies.toSorted()
  const streams = await readAll(log, agencies.map(headStream))
  if (!streams.ok) return streams
  const keyStreams = await readAll(log, agencies.map(keyStream))
  if (!keyStreams.ok) return keyStreams
  const register = openKeyRegister(keys.anchors)
  for (const agency of agencies) register.load(agency, keyStreams.value.get(keyStream(agency))!)
  const counts = (event: StoredEvent) => hasForce(event, log.owners, register)

  const heads = signedHeads(streams.value.get(headStream(headOf)) ?? []).filter(
    ({ head: { size } }) => size <= tree.size(),
  )
  const head = await newest(heads, ({ event }) => counts(event))
  if (!head) return err({ kind: 'not-covered', detail: `${headOf} has not signed a log head yet.` })
  const countersignatures: StoredEvent[] = []
  for (const events of streams.value.values()) {
    const countersignature = await newest(countersignaturesOf(head.event, events), counts)
    if (countersignature) countersignatures.push(countersignature)
  }
  return ok({
    head,
    heads,
    counts,
    countersignatures,
    keyEvents: [...keyStreams.value.values()].flat(),
    register,
  })
}

/** Streams as stored, in the order asked for. */
const readAll = async (
  log: ConnectedEventLog,
  streams: readonly string[],
): Promise<Result<ReadonlyMap<string, readonly StoredEvent[]>, SelectionFailure>> => {
  const read = new Map<string, readonly StoredEvent[]>()
  for (const stream of streams) {
    const events = await log.readStored(stream)
    if (!events.ok) return events
    read.set(stream, events.value)
  }
  return ok(read)
}

/** The last one that counts. */
export const newest = async <Each>(
  found: readonly Each[],
  counts: (each: Each) => Promise<boolean>,
): Promise<Each | undefined> => {
  for (const each of found.toReversed()) if (await counts(each)) return each
  return undefined
}

const countersignaturesOf = (head: StoredEvent, events: readonly StoredEvent[]): readonly StoredEvent[] =>
  events.filter(({ type, data }) => {
    const parsed = type === LogHeadCountersigned.type ? LogHeadCountersigned.data.safeParse(data) : undefined
    return parsed?.success && parsed.data.head === head.id
  })
