import { endOfStream } from './layout.ts'
import type { AppendOutcome, ExpectedRevision } from './store.ts'

/** What the writer knows of a stream. `last` is -1 before its first event. */
export interface StreamState {
  readonly last: bigint
  readonly tombstoned: boolean
  readonly truncateBefore: bigint | null
}

/** Go ahead; or these very events are there already, ending at `revision`; or a refusal. */
export type Judgement =
  | { readonly kind: 'go-ahead' }
  | { readonly kind: 'already-there'; readonly revision: bigint }
  | Exclude<AppendOutcome, { readonly kind: 'appended' }>

/** Where an event id stands in the stream, or undefined. The latest place if it was recorded twice. */
export type RevisionOf = (eventIndex: number) => bigint | undefined
/** Whether the event at `revision` carries the id of the proposed event. */
export type StandsAt = (eventIndex: number, revision: bigint) => boolean

const isSoftDeleted = (state: StreamState): boolean => state.truncateBefore === endOfStream

/**
 * EventStoreDB's rule. An exact expectation that lies behind the stream's end is a repeat if the events that follow
 * it are the proposed ones; `any` and `stream_exists` are a repeat if all proposed events stand in the stream,
 * wherever. Only some of them there is a wrong expectation. A soft-deleted stream may be begun anew, but not by who
 * expects it to exist.
 */
export const judge = (
  state: StreamState,
  expected: ExpectedRevision,
  eventCount: number,
  metadataExists: () => boolean,
  revisionOf: RevisionOf,
  standsAt: StandsAt,
): Judgement => {
  if (state.tombstoned) return { kind: 'stream-deleted' }
  const wrong: Judgement = {
    kind: 'wrong-expected-revision',
    current: state.last < 0n ? 'no_stream' : state.last,
  }
  if (expected === 'any') return repeatAnywhere(state, eventCount, revisionOf, wrong)
  if (expected === 'stream_exists') {
    if (isSoftDeleted(state)) return { kind: 'stream-deleted' }
    const exists = state.last >= 0n || metadataExists()
    return exists ? repeatAnywhere(state, eventCount, revisionOf, wrong) : wrong
  }
  const before = expected === 'no_stream' ? -1n : expected
  if (before === state.last) return { kind: 'go-ahead' }
  if (before > state.last) return wrong
  if (eventCount > 0 && standsInARow(before, eventCount, standsAt)) {
    return { kind: 'already-there', revision: before + BigInt(eventCount) }
  }
  return expected === 'no_stream' && isSoftDeleted(state) ? { kind: 'go-ahead' } : wrong
}

const repeatAnywhere = (
  state: StreamState,
  eventCount: number,
  revisionOf: RevisionOf,
  wrong: Judgement,
): Judgement => {
  if (state.last < 0n || eventCount === 0) return { kind: 'go-ahead' }
  let revision = revisionOf(0)
  const known = revision !== undefined
  for (let index = 1; index < eventCount; index += 1) {
    revision = revisionOf(index)
    if ((revision !== undefined) !== known) return wrong
  }
  return revision === undefined ? { kind: 'go-ahead' } : { kind: 'already-there', revision }
}

const standsInARow = (before: bigint, eventCount: number, standsAt: StandsAt): boolean => {
  for (let index = 0; index < eventCount; index += 1) {
    if (!standsAt(index, before + 1n + BigInt(index))) return false
  }
  return true
}
