import type { Command, Decider, Rejection } from './decider.ts'
import type { AppendedEvent, Position, ProposedEvent, Revision } from './event.ts'
import type { AppendFailure, EventLog, NewEvent, ReadFailure, StreamHead } from './event-log.ts'
import { err, ok, type Result } from './result.ts'

/** An event that a command brought about, as far as its sender is told of it: a repeat is told the same. */
export type HandledEvent = Pick<AppendedEvent, 'id' | 'type' | 'revision' | 'data'>

/** What a command brought about. A repeated command id gives what was recorded the first time, with `repeated` set. */
export interface Handled {
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  readonly events: readonly HandledEvent[]
  readonly repeated: boolean
}

/**
 * Why nothing was recorded. `rejected`: not in the present state. `stale-revision`: the stream is not as the sender
 * expects. `key-reused`: the command's id came with other content before. After `unavailable` a repeat with the same
 * id is safe.
 */
export type HandleFailure =
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'stale-revision'; readonly current: Revision | 'no-stream' }
  | { readonly kind: 'key-reused'; readonly detail: string }
  | AppendFailure
  | ReadFailure

/** A stream folded so far: the decider's state, where the stream ends, and what each command in it brought about. */
export interface FoldedStream<State> {
  readonly state: State
  readonly head: StreamHead
  readonly outcomes: Map<string, CommandOutcome>
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

/** What {@link handle} works with: one agency's log and decider. */
export interface HandleDependencies<State> {
  readonly log: EventLog
  readonly decider: Decider<State>
  readonly cache?: FoldCache<State>
  /** Ids and schema versions are given by the edge: the kernel makes neither. */
  readonly toNewEvent: (command: Command, event: ProposedEvent, index: number, stream: string) => NewEvent
}

/** What a sender expects of a stream: its revision, that it does not exist yet, or that it does. */
export type Expected = Revision | 'no-stream' | 'some-stream'

/** How often a command is decided anew when somebody else wrote to its stream in between. */
const ATTEMPTS = 3

/**
 * Decides one command against one stream and appends what follows from it, all or nothing.
 *
 * 1. Fold the stream (from the cache where it is there).
 * 2. A command id that is already in the fold gives what was recorded then.
 * 3. Decide. Whoever is refused is told that and nothing of the revision, whatever they expected.
 * 4. `expected`, when given, must be how the stream is; then stamp, and append at the revision that was decided on.
 * 5. On a conflict fold again and decide again, at most {@link ATTEMPTS} times.
 */
export const handle = async <State>(
  dependencies: HandleDependencies<State>,
  stream: string,
  command: Command,
  expected?: Expected,
): Promise<Result<Handled, HandleFailure>> => {
  const { log, decider, cache } = dependencies
  let current: Revision | 'no-stream' = 'no-stream'
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const decided = await decideOn(dependencies, stream, command, expected, attempt > 0)
    if (!decided.ok) return decided
    const { folded, before, events } = decided.value
    if (before) return ok(before)

    const appended = await log.append(stream, folded.head, events)
    if (appended.ok) {
      const { head, position, events: recorded } = appended.value
      cache?.set(
        stream,
        evolveAll(decider, folded, recorded, head, () => position),
      )
      return ok(handled(stream, recorded, position, false))
    }
    cache?.delete(stream)
    if (appended.error.kind !== 'conflict') return appended
    current = appended.error.current
  }
  return err({ kind: 'conflict', current })
}

/** What a command would bring about as the stream stands, or what it has brought about already. */
export interface Foreseen {
  readonly stream: string
  /** Where the stream stands, on which was decided. */
  readonly current: Revision | 'no-stream'
  /** What was recorded when the command was given before; nothing would be added. */
  readonly before: Handled | undefined
  /** What would be appended, before the codec seals, chains and signs it. */
  readonly events: readonly NewEvent[]
}

/**
 * Decides a command as {@link handle} would, and appends nothing. What the store alone can refuse, such as an event that is
 * too large, is not foreseen.
 */
export const foresee = async <State>(
  dependencies: HandleDependencies<State>,
  stream: string,
  command: Command,
  expected?: Expected,
): Promise<Result<Foreseen, HandleFailure>> => {
  const decided = await decideOn(dependencies, stream, command, expected, false)
  if (!decided.ok) return decided
  const { folded, before, events } = decided.value
  return ok({ stream, current: folded.head.revision, before, events })
}

interface Decided<State> {
  readonly folded: FoldedStream<State>
  readonly before: Handled | undefined
  readonly events: readonly NewEvent[]
}

/** Steps 1 to 4. `fresh`: what the cache holds has proved to be old. */
const decideOn = async <State>(
  dependencies: HandleDependencies<State>,
  stream: string,
  command: Command,
  expected: Expected | undefined,
  fresh: boolean,
): Promise<Result<Decided<State>, HandleFailure>> => {
  const { decider, toNewEvent } = dependencies
  const folded = await fold(dependencies, stream, fresh)
  if (!folded.ok) return folded
  const { state, head, outcomes } = folded.value

  const outcome = outcomes.get(command.id)
  if (outcome) {
    const before = repeat(stream, command, outcome)
    return before.ok ? ok({ folded: folded.value, before: before.value, events: [] }) : before
  }
  const decided = decider.decide(command, state)
  if (!decided.ok) return err({ kind: 'rejected', rejection: decided.error })
  if (decided.value.length === 0) return err(nothingToRecord)
  if (!meets(head.revision, expected)) return err({ kind: 'stale-revision', current: head.revision })

  const events = decided.value.map((event, index) => toNewEvent(command, event, index, stream))
  return ok({ folded: folded.value, before: undefined, events })
}

const nothingToRecord: HandleFailure = {
  kind: 'rejected',
  rejection: { code: 'nothing-to-record', detail: 'The command changes nothing.' },
}

const meets = (current: Revision | 'no-stream', expected: Expected | undefined): boolean => {
  if (expected === undefined || expected === current) return true
  return expected === 'some-stream' && current !== 'no-stream'
}

const fold = async <State>(
  { log, decider, cache }: HandleDependencies<State>,
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

const evolveAll = <State, Event extends AppendedEvent>(
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
  return { state, head, outcomes, keyChanges: from.keyChanges }
}

/** Without the envelope: it is most of an event, and a folded stream is kept for long. */
const toldOf = ({ id, type, revision, data }: AppendedEvent): HandledEvent => ({
  id,
  type,
  revision,
  data,
})

const repeat = (stream: string, command: Command, before: CommandOutcome): Result<Handled, HandleFailure> => {
  const digest = command.context.commandDigest
  if (digest !== undefined && before.digest !== undefined && digest !== before.digest) {
    const { id } = before.events[0]!
    const detail = `The key ${command.id} was used before for another payload, recorded as ${id}. A new command needs a new key or reference; to put that record right, one with corrects: ${id}.`
    return err({ kind: 'key-reused', detail })
  }
  return ok(handled(stream, before.events, before.position, true))
}

const handled = (
  stream: string,
  events: readonly HandledEvent[],
  position: Position,
  repeated: boolean,
): Handled => ({ stream, revision: events[events.length - 1]!.revision, position, events, repeated })
