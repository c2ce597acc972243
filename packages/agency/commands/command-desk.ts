import type { AgencyDefinition } from '@concord/incident'
import {
  type Command,
  type EventLog,
  type Expected,
  err,
  type HandleDependencies,
  type Handled,
  type HandleFailure,
  handle,
  type RefusedEvent,
  type Result,
} from '@concord/kernel'
import { erasureRule } from '../erasure/erasure-rule.ts'
import { type Problem, problem } from '../problem.ts'
import { storeUnavailable } from '../problem-of-failure.ts'
import { apartByMode, type ByMode } from './apart-by-mode.ts'
import { createFoldCache } from './fold-cache.ts'
import { openIdempotencyKeys } from './idempotency-keys.ts'
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
  const record = createRecording(parts)
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
      return await queue.run(streams, () => record(command.value, isOwn))
    } finally {
      keys.end(id)
    }
  }

  return {
    async submit(submitted) {
      if (!room.enter(submitted.reader)) {
        return err(problem('overloaded', 'Send the command again with the same key.', { retryAfterS: 1 }))
      }
      try {
        return await take(submitted)
      } finally {
        room.leave(submitted.reader)
      }
    },
    inFlight: room.taken,
  }
}

/** Decides a command and records what follows. Nobody else writes to its streams in this process meanwhile. */
const createRecording = <State>(parts: CommandDeskParts<State>) => {
  const { definition, log, policy, clock } = parts
  const dependencies = {
    log,
    decider: apartByMode(withReferences(withReleaseRule(definition.name, policy, definition.decider))),
    cache: createFoldCache<ByMode<WithReferences<WithMarkings<State>>>>(),
    toNewEvent: stampFor(definition),
  }
  const ruledErasure = erasureRule(definition, log)
  let awayUntilMs = 0

  return async (
    { incident, streams, command, expected }: ReadCommand,
    isOwn: boolean,
  ): Promise<Result<Recorded, Problem>> => {
    // While the store is away callers are told at once, instead of each waiting for a time limit of its own.
    const nowMs = clock()
    if (nowMs < awayUntilMs) return err(storeUnavailable((awayUntilMs - nowMs) / 1000))
    const ruled = await ruledErasure(command, incident)
    if (!ruled.ok) return ruled
    const handled = await handleWhereItBelongs(dependencies, streams, ruled.value, expected)
    if (handled.ok) return toldOfRecording(handled, isOwn)
    if (handled.error.kind === 'unavailable') awayUntilMs = clock() + handled.error.retryAfterS * 1000
    if (handled.error.kind === 'refused') parts.onRefused?.(handled.error.event)
    return toldOfRecording(handled, isOwn)
  }
}

/** Handles a command in the first of these streams that holds the record which it names. */
const handleWhereItBelongs = async <State>(
  dependencies: HandleDependencies<State>,
  [stream, ...others]: ReadCommand['streams'],
  command: Command,
  expected: Expected | undefined,
): Promise<Result<Handled, HandleFailure>> => {
  const handled = await handle(dependencies, stream, command, expected)
  const [next, ...rest] = others
  const isElsewhere =
    !handled.ok && handled.error.kind === 'rejected' && handled.error.rejection.code === 'unknown-record'
  return isElsewhere && next !== undefined
    ? handleWhereItBelongs(dependencies, [next, ...rest], command, expected)
    : handled
}
