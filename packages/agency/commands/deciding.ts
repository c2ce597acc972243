import type { Policy } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'
import {
  type Command,
  type EventLog,
  err,
  type Foreseen,
  foresee,
  type HandleFailure,
  handle,
  passingTime,
  type RefusedEvent,
  type Result,
} from '@concord/kernel'
import { erasureRule } from '../erasure/erasure-rule.ts'
import type { Problem } from '../problem.ts'
import { problemOfFailure, storeUnavailable } from '../problem-of-failure.ts'
import { apartByMode, type ByMode } from './apart-by-mode.ts'
import { withBoundedLength } from './bounded-stream.ts'
import { createFoldCache } from './fold-cache.ts'
import type { ReadCommand } from './read-command.ts'
import { type WithReferences, withReferences } from './reference-fold.ts'
import { type WithMarkings, withReleaseRule } from './release-rule.ts'
import { stampFor } from './stamp.ts'
import { type Recorded, toldOfRecording } from './told-of-recording.ts'

/** Decides commands that were read. Nobody else in this process may write to their streams meanwhile. */
export interface Deciding {
  /** Records what the decider asks for. `isOwn`: whether the sender is of the agency whose stream it is. */
  record(read: ReadCommand, isOwn: boolean): Promise<Result<Recorded, Problem>>
  /** Says what would be recorded, and records nothing. For members of the agency. */
  foresee(read: ReadCommand): Promise<Result<Foreseen, Problem>>
}

/** By what commands are decided, and where what follows is recorded. */
export interface DecidingParts<State> {
  readonly definition: AgencyDefinition<State>
  readonly log: EventLog
  /** Asked for each command, because agreements with partners come and go. */
  readonly policy: () => Policy
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  /** Told of each event in the log that must not be built upon. */
  readonly onRefused?: (event: RefusedEvent) => void
}

/** The agency's decider, with what holds for every agency around it: modes, references, the rule of releases. */
export const createDeciding = <State>(parts: DecidingParts<State>): Deciding => {
  const { definition, log, policy, clock, onRefused } = parts
  const dependencies = {
    log,
    decider: withBoundedLength(
      apartByMode(withReferences(withReleaseRule(definition.name, policy, definition.decider))),
    ),
    cache: createFoldCache<ByMode<WithReferences<WithMarkings<State>>>>(),
    toNewEvent: stampFor(definition),
  }
  const ruledErasure = erasureRule(definition, log)
  const time = passingTime(clock)
  let awayUntilMs = Number.NEGATIVE_INFINITY

  /** While the store is away callers are told at once, instead of each waiting for a time limit of its own. */
  const unlessAway = async <Decided, Answer>(
    { incident, streams, command }: ReadCommand,
    decide: (stream: string, command: Command) => Promise<Result<Decided, HandleFailure>>,
    answerFor: (decided: Result<Decided, HandleFailure>) => Result<Answer, Problem>,
  ): Promise<Result<Answer, Problem>> => {
    const nowMs = time()
    if (nowMs < awayUntilMs) return err(storeUnavailable((awayUntilMs - nowMs) / 1000))
    const ruled = await ruledErasure(command, incident)
    if (!ruled.ok) return ruled
    const decided = await whereItBelongs(streams, (stream) => decide(stream, ruled.value))
    if (!decided.ok && decided.error.kind === 'unavailable')
      awayUntilMs = time() + decided.error.retryAfterS * 1000
    if (!decided.ok && decided.error.kind === 'refused') onRefused?.(decided.error.event)
    return answerFor(decided)
  }

  return {
    record: (read, isOwn) =>
      unlessAway(
        read,
        (stream, command) => handle(dependencies, stream, command, read.expected),
        (handled) => toldOfRecording(handled, isOwn),
      ),
    foresee: (read) =>
      unlessAway(
        read,
        (stream, command) => foresee(dependencies, stream, command, read.expected),
        (foreseen) => (foreseen.ok ? foreseen : err(problemOfFailure(foreseen.error, true))),
      ),
  }
}

/**
 * Decides in the first of these streams that holds the record which the command names: a retraction may mean a record of
 * any of the agency's streams for the incident.
 */
const whereItBelongs = async <Value>(
  [stream, ...others]: ReadCommand['streams'],
  decide: (stream: string) => Promise<Result<Value, HandleFailure>>,
): Promise<Result<Value, HandleFailure>> => {
  const decided = await decide(stream)
  const [next, ...rest] = others
  const isElsewhere =
    !decided.ok && decided.error.kind === 'rejected' && decided.error.rejection.code === 'unknown-record'
  return isElsewhere && next !== undefined ? whereItBelongs([next, ...rest], decide) : decided
}
