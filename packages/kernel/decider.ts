import type { z } from 'zod'
import type { Envelope, Mode } from './envelope.ts'
import type { AppendedEvent, CommandDataOf, EventDefinition, ProposedEvent } from './event.ts'
import type { Instant } from './instant.ts'
import type { Marking } from './marking.ts'
import type { Result } from './result.ts'

/** What a client asks for. Clock and ids come in with it, so that deciding stays pure. */
export interface Command<Name extends string = string, Data = unknown> {
  readonly name: Name
  /** The Idempotency-Key: made and stored by the client before it first sends the command. */
  readonly id: string
  readonly data: Data
  readonly context: CommandContext
}

/** The command that asks for the event a definition describes: a `switch` on its name tells what its data are. */
export type CommandFor<Definition> =
  Definition extends EventDefinition<string, z.ZodType, z.ZodType, infer Name>
    ? Command<Name, CommandDataOf<Definition>>
    : never

/** Everything of the envelope that the sender or the edge knows before the decision. */
export interface CommandContext
  extends Pick<
    Envelope,
    | 'agency'
    | 'actor'
    | 'commandDigest'
    | 'traceparent'
    | 'reference'
    | 'occurredUntil'
    | 'uncertaintyS'
    | 'imported'
    | 'corrects'
    | 'retracts'
    | 'legalBasis'
    | 'subjectCategory'
    | 'basis'
    | 'reviewBy'
  > {
  readonly correlationId?: string
  /** In the clear: what is about a person is sealed on its way into the log. */
  readonly summary?: string | undefined
  readonly causationId?: string
  readonly occurredAt: Instant
  /** The edge's clock when the command came in. */
  readonly receivedAt: Instant
  readonly mode: Mode
  readonly marking: Marking
}

/** Why a command is not possible in the present state. `code` is a noun in kebab-case and is part of the API. */
export interface Rejection {
  readonly code: string
  readonly detail: string
}

/**
 * Decides on one stream. Pure: no clock, no chance, no environment. `evolve` folds in revision order, which is the
 * order in which things became known; it never sees positions and the store's clock, which a writer is not told.
 */
export interface Decider<State> {
  readonly initialState: State
  // Methods, so that a list can hold the deciders of agencies whose states differ.
  decide(command: Command, state: State): Result<readonly ProposedEvent[], Rejection>
  evolve(state: State, event: AppendedEvent): State
}
