import type { Policy, Reader } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'
import {
  type Command,
  type CommandContext,
  categoriesFor,
  type EventDefinition,
  type Expected,
  err,
  type Marking,
  ok,
  type Result,
  streamName,
} from '@concord/kernel'
import type { z } from 'zod'
import { type Problem, problem } from '../problem.ts'
import type { CommandDigest } from './command-digest.ts'
import { type CommandBody, commandSchemaOf } from './command-schema.ts'
import { completeBody, invalidCommand } from './complete-body.ts'
import { defaultMarking } from './default-marking.ts'
import { commandIdOf, commandIdOfOther } from './event-id.ts'
import { type KnownReaders, unknownReaders } from './known-readers.ts'
import { foreignAgency, foreignPrecondition, permit } from './permission.ts'

/** A command as it came in: nothing about it has been checked but who sends it. */
export interface SubmittedCommand {
  readonly command: string
  readonly incident: string
  readonly body: unknown
  /** The idempotency key, a UUID; left out, it is made from the body's reference. */
  readonly key?: string | undefined
  readonly reader: Reader
  /** That the body's marking is taken from a record in the log: whom that names is not asked again. */
  readonly markedAsRecorded?: true
  /** What the sender expects of the stream. */
  readonly expected?: Expected | undefined
  readonly traceparent?: string | undefined
  /** Whether a command whose key is running already waits for it, or is refused. */
  readonly whileRunning: 'wait' | 'refuse'
}

/** A command that may be decided, and the streams in one of which it is to be recorded, the likeliest first. */
export interface ReadCommand {
  readonly incident: string
  readonly streams: readonly [string, ...string[]]
  readonly command: Command
  readonly expected: Expected | undefined
}

/** What a command is checked against before the record is read. */
export interface CommandCheckParts {
  readonly definition: DeclaringAgency
  /** Who may give which command; asked for each one, because agreements with partners come and go. */
  readonly policy: () => Policy
  /** Whom a marking may name. */
  readonly readers: KnownReaders
  readonly digest: CommandDigest
  /** What an event is marked with whose sender says nothing about it. */
  readonly marking: Marking
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
}

type DeclaringAgency = Pick<AgencyDefinition, 'name' | 'title' | 'events'>

/** Checks everything about a command that needs no record: whether it is permitted, complete and plausible. */
export const createCommandCheck = ({
  definition: agency,
  policy,
  readers,
  digest,
  marking,
  clock,
}: CommandCheckParts) => {
  const declared = new Map(agency.events.map((event) => [event.command, declare(event, agency)] as const))

  return (submitted: SubmittedCommand): Result<ReadCommand, Problem> => {
    const { command: name, incident, body, reader } = submitted
    const asked = declared.get(name)
    const claimed = peek(body, 'agency')
    if (claimed !== undefined && claimed !== agency.name)
      return err(
        problem(
          'foreign-record',
          `This service records only for ${agency.name}; the field agency names another one.`,
        ),
      )
    if (asked === undefined) return err(unknownCommand(agency))
    const actor = permit(policy(), agency.name, asked.definition, reader, isImport(body))
    if (!actor.ok) return actor

    const nowMs = clock()
    const said = completeBody(asked.schema, incident, body, nowMs)
    if (!said.ok) return said
    const refused = refusalOf(submitted, said.value, agency.name, readers)
    if (refused) return err(refused)
    const key = submitted.key?.toLowerCase() ?? keyFromReference(agency.name, said.value)
    if (key === undefined)
      return err(
        problem(
          'missing-key',
          'The command has neither a key nor a reference from which a key could be made. Give it one of them.',
        ),
      )
    const context = contextOf(said.value, {
      agency: agency.name,
      actor: actor.value,
      commandDigest: digest(name, incident, body),
      traceparent: submitted.traceparent,
      receivedAt: new Date(nowMs).toISOString(),
      marking: said.value.marking ?? defaultMarking(marking, asked.definition, said.value.data, readers),
      imported: importOf(said.value, reader.subject),
    })
    const id = reader.agency !== agency.name ? commandIdOfOther(reader.agency, key) : key
    const [first, ...others] = asked.categories.map((category) => streamName(category, incident))
    return ok({
      incident,
      streams: [first!, ...others],
      command: { name, id, data: said.value.data, context },
      expected: submitted.expected,
    })
  }
}

/** Why a complete command is still refused from this sender. */
const refusalOf = (
  { expected, markedAsRecorded, reader }: SubmittedCommand,
  { corrects, retracts, marking }: CommandBody,
  agency: string,
  readers: KnownReaders,
): Problem | undefined => {
  // What is open to all adds to the record. Who looks for what to put right in it, or how it stands, would learn what is there.
  const isOther = reader.agency !== agency
  if (isOther && (corrects ?? retracts) !== undefined) return foreignAgency(agency, reader.agency)
  if (isOther && expected !== undefined) return foreignPrecondition(agency)
  // An older system's record too: who was there then and is gone is registered as a partner whose agreement is over.
  const unknown = markedAsRecorded ? [] : unknownReaders(readers, marking)
  return unknown.length > 0 ? invalidCommand(unknown) : undefined
}

const isImport = (body: unknown): boolean => peek(body, 'recordedAt') !== undefined

const declare = (definition: EventDefinition, agency: DeclaringAgency) => ({
  definition,
  schema: commandSchemaOf(definition) as z.ZodType<CommandBody>,
  categories: categoriesFor(definition, agency),
})

const unknownCommand = ({ title }: DeclaringAgency): Problem =>
  problem(
    'unknown-command',
    `${title} has no command of this name; GET /v1/commands lists its commands. For a report without a command of its own, use FileReport.`,
  )

const keyFromReference = (agency: string, { system, reference }: CommandBody): string | undefined =>
  reference === undefined ? undefined : commandIdOf(agency, system, reference)

const importOf = ({ recordedAt, system }: CommandBody, by: string): CommandContext['imported'] =>
  recordedAt === undefined || system === undefined ? undefined : { recordedAt, system, by }

/** What is not known is left out: it would otherwise be told apart from what is missing further on. */
const contextOf = (
  { agency: _, data: __, recordedAt: ___, system: ____, ...said }: CommandBody,
  {
    traceparent,
    imported,
    ...known
  }: Pick<CommandContext, 'agency' | 'actor' | 'commandDigest' | 'receivedAt' | 'marking'> & {
    readonly [Key in 'traceparent' | 'imported']: CommandContext[Key] | undefined
  },
): CommandContext => ({
  ...(said as Partial<CommandContext> & Pick<CommandBody, 'occurredAt' | 'mode'>),
  ...known,
  ...(traceparent === undefined ? undefined : { traceparent }),
  ...(imported === undefined ? undefined : { imported }),
})

const peek = (body: unknown, field: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined
