import {
  type AgencyKeys,
  type ConnectedEventLog,
  hasForce,
  headStream,
  keyStream,
  LogHeadCountersigned,
  type LogTree,
  openKeyRegister,
  type SignedLogHead,
  signedHeads,
} from '@concord/event-log'
import { err, ok, type Result, type StoredEvent } from '@concord/kernel'
import type { SelectionFailure } from './selection.ts'

interface HeadSource {
  readonly log: ConnectedEventLog
  readonly keys: AgencyKeys
  /** Whose heads. */
  readonly headOf: string
  readonly tree: LogTree
}

/** The log head on which a package rests. */
export interface ExportedHead {
  readonly event: StoredEvent
  readonly head: SignedLogHead
}

/**
 * The newest head of the signer that the tree reaches, and each agency's countersignature of it. Those without force are passed
 * over: by the keys that go into the package, because whoever checks it knows no others.
 */
export const findHead = async (
  { log, tree, headOf, keys }: HeadSource,
  keyEvents: readonly StoredEvent[],
): Promise<Result<readonly [ExportedHead, ...{ readonly event: StoredEvent }[]], SelectionFailure>> => {
  const register = openKeyRegister(keys.anchors)
  for (const agency of log.owners.agencies) {
    register.load(
      agency,
      keyEvents.filter(({ stream }) => stream === keyStream(agency)),
    )
  }
  const newest = async <Each extends { readonly event: StoredEvent }>(
    found: readonly Each[],
  ): Promise<Each | undefined> => {
    for (const each of found.toReversed()) if (await hasForce(each.event, log.owners, register)) return each
    return undefined
  }
  const stream = await log.readStored(headStream(headOf))
  if (!stream.ok) return stream
  const head = await newest(signedHeads(stream.value).filter(({ head: { size } }) => size <= tree.size()))
  if (!head) return err({ kind: 'not-covered', detail: `${headOf} has not signed a log head yet.` })
  const countersigned: { event: StoredEvent }[] = []
  for (const agency of log.owners.agencies.toSorted()) {
    const own = await log.readStored(headStream(agency))
    if (!own.ok) return own
    const countersignature = await newest(countersignaturesOf(head.event, own.value))
    if (countersignature) countersigned.push(countersignature)
  }
  return ok([head, ...countersigned])
}

const countersignaturesOf = (head: StoredEvent, events: readonly StoredEvent[]) =>
  events.flatMap((event) => {
    const parsed =
      event.type === LogHeadCountersigned.type ? LogHeadCountersigned.data.safeParse(event.data) : undefined
    return parsed?.success && parsed.data.head === head.id ? [{ event }] : []
  })
