import type { Command, Rejection } from './decider.ts'
import type { Position, ProposedEvent, Revision } from './event.ts'
import type { AppendFailure, NewEvent, ReadFailure } from './event-log.ts'
import {
  type CommandOutcome,
  evolveAll,
  type FoldDependencies,
  type FoldedStream,
  foldStream,
  type HandledEvent,
} from './folded-stream.ts'
import { err, ok, type Result } from './result.ts'

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

/** What {@link handle} works with: one agency's log and decider. */
export interface HandleDependencies<State> extends FoldDependencies<State> {
  /**
   * Ids and schema versions are given by the edge: the kernel makes neither. `isTaken` names the ids of what stands in the stream
   * without force: a command that is given again after that must not bring about an event under the same id.
   */
  readonly toNewEvent: (
    command: Command,
    event: ProposedEvent,
    index: number,
    stream: string,
    isTaken: (id: string) => boolean,
  ) => NewEvent
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
 * Decides a command as {@link handle} would, and appends nothing. What the store alone can refuse, such as an event
 * that is too large, is not foreseen.
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
  const folded = await foldStream(dependencies, stream, fresh)
  if (!folded.ok) return folded
  const { state, head, outcomes, passedOver } = folded.value

  const outcome = outcomes.get(command.id)
  if (outcome) {
    const before = repeat(stream, command, outcome)
    return before.ok ? ok({ folded: folded.value, before: before.value, events: [] }) : before
  }
  const decided = decider.decide(command, state)
  if (!decided.ok) return err({ kind: 'rejected', rejection: decided.error })
  if (decided.value.length === 0) return err(nothingToRecord)
  if (!meets(head.revision, expected)) return err({ kind: 'stale-revision', current: head.revision })

  const isTaken = (id: string): boolean => passedOver.has(id)
  const events = decided.value.map((event, index) => toNewEvent(command, event, index, stream, isTaken))
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

const repeat = (stream: string, command: Command, before: CommandOutcome): Result<Handled, HandleFailure> => {
  const digest = command.context.commandDigest
  if (digest !== undefined && before.digest !== undefined && digest !== before.digest) {
    const { id } = before.events[0]!
    const detail = `The key ${command.id} was already used for another command, recorded as ${id}. For a new record use a new key or reference; to correct that record, send a command with corrects: ${id}.`
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
