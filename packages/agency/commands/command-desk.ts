import type { AgencyDefinition } from '@concord/incident'
import {
  type Command,
  type EventLog,
  err,
  type Foreseen,
  foresee,
  type HandleFailure,
  handle,
  type RefusedEvent,
  type Result,
} from '@concord/kernel'
import { erasureRule } from '../erasure/erasure-rule.ts'
import { type Problem, problem } from '../problem.ts'
import { problemOfFailure, storeUnavailable } from '../problem-of-failure.ts'
import { apartByMode, type ByMode } from './apart-by-mode.ts'
import { createFoldCache } from './fold-cache.ts'
import { openIdempotencyKeys } from './idempotency-keys.ts'
import { foreignDryRun } from './permission.ts'
import { createReading, type ReadCommand, type ReadingParts, type SubmittedCommand } from './read-command.ts'
import { type WithReferences, withReferences } from './reference-fold.ts'
import { type WithMarkings, withReleaseRule } from './release-rule.ts'
import { createRoom } from './room.ts'
import { stampFor } from './stamp.ts'
import { createStreamQueue } from './stream-queue.ts'
import { type Recorded, toldOfRecording } from './told-of-recording.ts'

/** Where every command of an agency comes in, whichever way it was sent. */
export interface CommandDesk {
  /** Checks, decides and records; commands of one stream are taken in the order of the calls. Never half done. */
  submit(submitted: SubmittedCommand): Promise<Result<Recorded, Problem>>
  /**
   * Checks and decides in the same way, and records nothing. For members of the agency: others would learn how its record
   * stands, and leave no trace.
   */
  foresee(submitted: SubmittedCommand): Promise<Result<Foreseen, Problem>>
  /** How many commands are being worked on. */
  inFlight(): number
}

/** What a desk is opened with. */
export interface CommandDeskParts<State = unknown> extends ReadingParts {
  readonly definition: AgencyDefinition<State>
  readonly log: EventLog
  /**
   * How many commands may be worked on or wait at a time, a quarter less of one caller; more are refused. Default
   * 1,024.
   */
  readonly mostInFlight?: number
  /** How many streams are written to at the same time. Default 32. */
  readonly mostStreams?: number
  /** Told of each event in the log that must not be built upon. */
  readonly onRefused?: (event: RefusedEvent) => void
}

/** Opens the desk of an agency. */
export const openCommandDesk = <State>(parts: CommandDeskParts<State>): CommandDesk => {
  const { mostInFlight = 1_024, mostStreams = 32 } = parts
  const read = createReading(parts)
  const deciding = createDeciding(parts)
  const queue = createStreamQueue(mostStreams)
  const keys = openIdempotencyKeys()
  const room = createRoom(mostInFlight)

  const take = async (submitted: SubmittedCommand): Promise<Result<Recorded, Problem>> => {
    const command = read(submitted)
    if (!command.ok) return command
    const { streams } = command.value
    const { id } = command.value.command
    const begun = keys.begin(id, streams[0], submitted.whileRunning)
    if (!begun.ok) return begun
    try {
      const isOwn = submitted.reader.agency === parts.definition.name
      return await queue.run(streams, () => deciding.record(command.value, isOwn))
    } finally {
      keys.end(id)
    }
  }

  const tryOut = async (submitted: SubmittedCommand): Promise<Result<Foreseen, Problem>> => {
    const command = read(submitted)
    if (!command.ok) return command
    if (submitted.reader.agency !== parts.definition.name) return err(foreignDryRun(parts.definition.name))
    return queue.run(command.value.streams, () => deciding.foresee(command.value))
  }

  /** Whatever is asked of the desk takes room. */
  const inRoom =
    <Value>(work: (submitted: SubmittedCommand) => Promise<Result<Value, Problem>>) =>
    async (submitted: SubmittedCommand): Promise<Result<Value, Problem>> => {
      if (!room.enter(submitted.reader)) {
        return err(problem('overloaded', 'Send the command again with the same key.', { retryAfterS: 1 }))
      }
      try {
        return await work(submitted)
      } finally {
        room.leave(submitted.reader)
      }
    }

  return { submit: inRoom(take), foresee: inRoom(tryOut), inFlight: room.taken }
}

/** Decides commands, and records what follows or not. Nobody else writes to their streams in this process meanwhile. */
const createDeciding = <State>(parts: CommandDeskParts<State>) => {
  const { definition, log, policy, clock } = parts
  const dependencies = {
    log,
    decider: apartByMode(withReferences(withReleaseRule(definition.name, policy, definition.decider))),
    cache: createFoldCache<ByMode<WithReferences<WithMarkings<State>>>>(),
    toNewEvent: stampFor(definition),
  }
  const ruledErasure = erasureRule(definition, log)
  let awayUntilMs = 0

  /** While the store is away callers are told at once, instead of each waiting for a time limit of its own. */
  const unlessAway = async <Value, Told>(
    { incident, streams, command }: ReadCommand,
    decide: (stream: string, command: Command) => Promise<Result<Value, HandleFailure>>,
    told: (decided: Result<Value, HandleFailure>) => Result<Told, Problem>,
  ): Promise<Result<Told, Problem>> => {
    const nowMs = clock()
    if (nowMs < awayUntilMs) return err(storeUnavailable((awayUntilMs - nowMs) / 1000))
    const ruled = await ruledErasure(command, incident)
    if (!ruled.ok) return ruled
    const decided = await whereItBelongs(streams, (stream) => decide(stream, ruled.value))
    if (!decided.ok && decided.error.kind === 'unavailable')
      awayUntilMs = clock() + decided.error.retryAfterS * 1000
    if (!decided.ok && decided.error.kind === 'refused') parts.onRefused?.(decided.error.event)
    return told(decided)
  }

  return {
    record: (read: ReadCommand, isOwn: boolean) =>
      unlessAway(
        read,
        (stream, command) => handle(dependencies, stream, command, read.expected),
        (handled) => toldOfRecording(handled, isOwn),
      ),
    foresee: (read: ReadCommand) =>
      unlessAway(
        read,
        (stream, command) => foresee(dependencies, stream, command, read.expected),
        (foreseen) => (foreseen.ok ? foreseen : err(problemOfFailure(foreseen.error, true))),
      ),
  }
}

/** Decides in the first of these streams that holds the record which a command names. */
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
