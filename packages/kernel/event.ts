import type { z } from 'zod'
import type { Envelope } from './envelope.ts'
import type { Instant } from './instant.ts'

/** A place in the whole log. Compared, never computed with. Written as a decimal string outside the process. */
export type Position = bigint

/** A place in one stream, from 0. */
export type Revision = number

/**
 * One kind of event, declared once: its JSON Schema, the HTTP command that asks for it and its GraphQL type are
 * derived.
 *
 * `type` is stable for ever; what changes is `schemaVersion`. `upcasters[n]` lifts data of version n to n + 1 and
 * never invents a fact: what the old data cannot give makes a new event type instead.
 */
export interface EventDefinition<
  Type extends string = string,
  Data extends z.ZodType = z.ZodType,
  Request extends z.ZodType = z.ZodType,
  Name extends string = string,
> {
  readonly type: Type
  readonly schemaVersion: number
  /** What the event says, in the words of the agency that records it. */
  readonly description: string
  /** The imperative by which a client asks for it, such as `ReportPrisonerEscape`. */
  readonly command: Name
  readonly data: Data
  /** What the command carries, where that is not what the event carries. */
  readonly request?: Request
  /** The stream's category, where it is not the agency's own name. */
  readonly category?: string
  /**
   * That it belongs in the stream of the record it names, whichever of the agency's streams for the incident that is.
   */
  readonly withItsRecord?: true
  /** `roster`: any agency's members may ask for it. Default: the owner's members only. */
  readonly by?: 'owner' | 'roster'
  /**
   * The agencies and partners that it speaks to, by what it carries. If its sender does not say who may see it, they
   * may: a request is pointless if the agency that is asked never sees it. It must not name anybody who may not know of
   * its subject.
   */
  addressees?(data: z.output<Data>): readonly string[]
  /** Which roles may ask for it; default: every writing role. */
  readonly roles?: readonly string[]
  readonly upcasters?: Readonly<Record<number, (data: unknown) => unknown>>
}

/** Declares an event type. An identity function that keeps the literal types. */
export const defineEvent = <
  const Type extends string,
  Data extends z.ZodType,
  Request extends z.ZodType = z.ZodType,
  const Name extends string = string,
>(
  definition: EventDefinition<Type, Data, Request, Name>,
): EventDefinition<Type, Data, Request, Name> => definition

/** What a decider asks to be recorded; the rest of the envelope comes from the command. */
export interface ProposedEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
  /** Where the event happened at another time than the command says. */
  readonly occurredAt?: Instant
  /** The records it corrects or takes back, by their ids, where they are others than the command names. */
  readonly corrects?: string
  readonly retracts?: string
}

/**
 * An event in its stream, as its writer knows it once the store has acknowledged it: where in the whole log it
 * stands, and when the store recorded it, only a reader is told.
 */
export interface AppendedEvent<Type extends string = string, Data = unknown> {
  readonly id: string
  readonly type: Type
  readonly data: Data
  readonly envelope: Envelope
  readonly stream: string
  readonly revision: Revision
}

/** An event as the log holds it, upcast to the current schema version of its type. */
export interface RecordedEvent<Type extends string = string, Data = unknown>
  extends AppendedEvent<Type, Data> {
  readonly position: Position
  /** When the store recorded it, UTC with milliseconds. */
  readonly recordedAt: Instant
}

/** The recorded event that a definition describes. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? RecordedEvent<Type, z.output<Data>> : never

/** As much of a recorded event as a fold of these types needs: a `switch` on its type tells what its data are. */
export type FoldedEventOf<Definition> = Definition extends EventDefinition
  ? Pick<EventOf<Definition>, 'type' | 'data' | 'stream'>
  : never

/** What the command carries that asks for the event a definition describes. */
export type CommandDataOf<Definition> =
  Definition extends EventDefinition<string, infer Data, infer Request>
    ? z.output<z.ZodType extends Request ? Data : Request>
    : never

/** When it became known: in the older system for an imported record, otherwise when the store recorded it. */
export const knownAt = (event: RecordedEvent): Instant =>
  event.envelope.imported?.recordedAt ?? event.recordedAt
