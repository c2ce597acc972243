import type { Decider } from './decider.ts'
import type { AppendedEvent, Position } from './event.ts'
import type { EventLog, ReadFailure, StreamHead } from './event-log.ts'
import { ok, type Result } from './result.ts'

/** An event that a command brought about, as far as its sender is told of it: a repeat is told the same. */
export type HandledEvent = Pick<AppendedEvent, 'id' | 'type' | 'revision' | 'data'>

/** A stream folded so far: the decider's state, where the stream ends, and what each command in it brought about. */
export interface FoldedStream<State> {
  readonly state: State
  readonly head: StreamHead
  readonly outcomes: Map<string, CommandOutcome>
  /** The ids of what stands in the stream without force. What is recorded again in its place needs another id. */
  readonly passedOver: ReadonlySet<string>
  /** {@link EventLog.keyChanges} when the stream was read: with another one the fold may hold no longer. */
  readonly keyChanges: number
}

/**
 * What one command brought about, the position of the last of it, and the digest of what it carried; undefined where
 * its events have none.
 */
export interface CommandOutcome {
  readonly digest: string | undefined
  readonly position: Position
  readonly events: readonly HandledEvent[]
}

/** Remembers folded streams between commands. Best effort and bounded; losing an entry costs a read, nothing else. */
export interface FoldCache<State> {
  get(stream: string): FoldedStream<State> | undefined
  set(stream: string, folded: FoldedStream<State>): void
  delete(stream: string): void
}

/** What a stream is read from and folded with. */
export interface FoldDependencies<State> {
  readonly log: EventLog
  readonly decider: Decider<State>
  readonly cache?: FoldCache<State>
}

/** Reads and folds a stream, from the cache where it is there. `fresh`: what the cache holds has proved to be old. */
export const foldStream = async <State>(
  { log, decider, cache }: FoldDependencies<State>,
  stream: string,
  fresh: boolean,
): Promise<Result<FoldedStream<State>, ReadFailure>> => {
  const keyChanges = log.keyChanges()
  const cached = fresh ? undefined : cache?.get(stream)
  if (cached?.keyChanges === keyChanges) return ok(cached)
  const read = await log.readStream(stream)
  if (!read.ok) return read
  const start: FoldedStream<State> = {
    state: decider.initialState,
    head: read.value.head,
    outcomes: new Map(),
    passedOver: new Set(read.value.passedOver.map(({ id }) => id)),
    keyChanges,
  }
  const folded = evolveAll(decider, start, read.value.events, read.value.head, ({ position }) => position)
  const remembered = cache?.get(stream)
  // Another command may have appended while this one was reading: what it left is newer than what was read.
  const isNewer = remembered?.keyChanges === keyChanges && countOf(remembered.head) > countOf(folded.head)
  if (isNewer) return ok(remembered)
  cache?.set(stream, folded)
  return ok(folded)
}

const countOf = ({ revision }: StreamHead): number => (revision === 'no-stream' ? 0 : revision + 1)

/**
 * The fold with these events behind it. It goes on in the same outcomes: the fold before is not to be used any more.
 */
export const evolveAll = <State, Event extends AppendedEvent>(
  decider: Decider<State>,
  from: FoldedStream<State>,
  events: readonly Event[],
  head: StreamHead,
  positionOf: (event: Event) => Position,
): FoldedStream<State> => {
  let state = from.state
  // Grows in place: copying it for each command would cost a long stream the square of its length.
  const outcomes = from.outcomes
  for (const event of events) {
    state = decider.evolve(state, event)
    const { commandId, commandDigest } = event.envelope
    const earlier = outcomes.get(commandId)
    outcomes.set(commandId, {
      digest: commandDigest,
      position: positionOf(event),
      events: [...(earlier?.events ?? []), toldOf(event)],
    })
  }
  return { ...from, state, head, outcomes }
}

/** Without the envelope: it is most of an event, and a folded stream is kept for long. */
const toldOf = ({ id, type, revision, data }: AppendedEvent): HandledEvent => ({
  id,
  type,
  revision,
  data,
})
