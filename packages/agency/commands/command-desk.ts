import { err, type Foreseen, type Result } from '@concord/kernel'
import { type Problem, problem } from '../problem.ts'
import { createDeciding, type DecidingParts } from './deciding.ts'
import { openIdempotencyKeys } from './idempotency-keys.ts'
import { foreignDryRun } from './permission.ts'
import { type CommandCheckParts, createCommandCheck, type SubmittedCommand } from './read-command.ts'
import { createRoom } from './room.ts'
import { createStreamQueue } from './stream-queue.ts'
import type { Recorded } from './told-of-recording.ts'

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

/** What a desk is opened with: what it reads commands by, what it decides them by, and how many it takes. */
export interface CommandDeskParts<State = unknown>
  extends Omit<CommandCheckParts, 'definition'>,
    DecidingParts<State> {
  /** How many commands may be worked on or wait at a time, three quarters of them of one caller; more are refused. */
  readonly mostInFlight: number
  /** How many streams are written to at the same time. */
  readonly mostStreams: number
}

/**
 * Opens the desk of an agency. A command goes through five hands: there must be room for it, it is read (permitted,
 * complete, plausible), its key must not be in use, it waits for its turn on its stream, and it is decided on.
 */
export const openCommandDesk = <State>(parts: CommandDeskParts<State>): CommandDesk => {
  const read = createCommandCheck(parts)
  const deciding = createDeciding(parts)
  const queue = createStreamQueue(parts.mostStreams)
  const keys = openIdempotencyKeys()
  const room = createRoom(parts.mostInFlight)

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
