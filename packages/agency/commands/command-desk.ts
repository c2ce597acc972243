import type { Policy, Reader } from '@concord/access'
import { type AgencyDefinition, incidentIdSchema } from '@concord/incident'
import {
  type Command,
  type CommandContext,
  categoryOf,
  type EventDefinition,
  type EventLog,
  type Expected,
  err,
  type Handled,
  handle,
  type Marking,
  ok,
  type RefusedEvent,
  type Result,
  streamName,
} from '@concord/kernel'
import type { z } from 'zod'
import { erasureRule } from '../erasure/erasure-rule.ts'
import { type Problem, problem } from '../problem.ts'
import { apartByMode, type ByMode } from './apart-by-mode.ts'
import type { CommandDigest } from './command-digest.ts'
import { type CommandBody, commandSchemaOf } from './command-schema.ts'
import { commandIdOf } from './event-id.ts'
import { createFoldCache } from './fold-cache.ts'
import { createKeyRegister } from './key-register.ts'
import { permit } from './permission.ts'
import { faultOf } from './plain-json.ts'
import { problemOfFailure, storeUnavailable } from './problem-of-failure.ts'
import { type WithReferences, withReferences } from './reference-fold.ts'
import { type WithMarkings, withReleaseRule } from './release-rule.ts'
import { createRoom } from './room.ts'
import { stampFor } from './stamp.ts'
import { createStreamQueue } from './stream-queue.ts'
import { timeProblem } from './time-rules.ts'

/** A command as it came in: nothing about it has been checked but who sends it. */
export interface SubmittedCommand {
  readonly command: string
  readonly incident: string
  readonly body: unknown
  /** The idempotency key, a UUID; left out, it is made from the body's reference. */
  readonly key?: string | undefined
  readonly reader: Reader
  /** What the sender expects of the stream. */
  readonly expected?: Expected | undefined
  readonly traceparent?: string | undefined
  /** Whether a command whose key is running already waits for it, or is refused. */
  readonly whileRunning: 'wait' | 'refuse'
}

/** Where every command of an agency comes in, whichever way it was sent. */
export interface CommandDesk {
  /** Checks, decides and records; commands of one stream are taken in the order of the calls. Never half done. */
  submit(submitted: SubmittedCommand): Promise<Result<Handled, Problem>>
  /** How many commands are being worked on. */
  inFlight(): number
}

export interface CommandDeskParts<State = unknown> {
  readonly definition: AgencyDefinition<State>
  readonly log: EventLog
  /** Who may give which command; asked for each one, because agreements with partners come and go. */
  readonly policy: () => Policy
  readonly digest: CommandDigest
  /** What an event is marked with whose sender says nothing about it. */
  readonly marking: Marking
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  /** How many commands may be worked on or wait at a time, a quarter less of one caller; more are refused. Default 1,024. */
  readonly mostInFlight?: number
  /** How many streams are written to at the same time. Default 32. */
  readonly mostStreams?: number
  /** Told of each event in the log that must not be built upon. */
  readonly onRefused?: (event: RefusedEvent) => void
}

/** Opens the desk of an agency. */
export const openCommandDesk = <State>(parts: CommandDeskParts<State>): CommandDesk => {
  const { definition, log, policy, clock, mostInFlight = 1_024, mostStreams = 32 } = parts
  const read = createReading(parts)
  const queue = createStreamQueue(mostStreams)
  const keys = createKeyRegister()
  const dependencies = {
    log,
    decider: apartByMode(withReferences(withReleaseRule(definition.name, policy, definition.decider))),
    cache: createFoldCache<ByMode<WithReferences<WithMarkings<State>>>>(),
    toNewEvent: stampFor(definition),
  }
  const ruledErasure = erasureRule(definition, log)
  const room = createRoom(mostInFlight)
  let awayUntilMs = 0

  const record = async ({
    incident,
    stream,
    command,
    expected,
  }: ReadCommand): Promise<Result<Handled, Problem>> => {
    // While the store is away callers are told at once, instead of each waiting for a time limit of its own.
    const nowMs = clock()
    if (nowMs < awayUntilMs) return err(storeUnavailable((awayUntilMs - nowMs) / 1000))
    const ruled = await ruledErasure(command, incident)
    if (!ruled.ok) return ruled
    const handled = await handle(dependencies, stream, ruled.value, expected)
    if (handled.ok) return handled
    if (handled.error.kind === 'unavailable') awayUntilMs = clock() + handled.error.retryAfterS * 1000
    if (handled.error.kind === 'refused') parts.onRefused?.(handled.error.event)
    return err(problemOfFailure(handled.error))
  }

  const take = async (submitted: SubmittedCommand): Promise<Result<Handled, Problem>> => {
    const command = read(submitted)
    if (!command.ok) return command
    const { stream } = command.value
    const { id } = command.value.command
    const begun = keys.begin(id, stream, submitted.whileRunning)
    if (!begun.ok) return begun
    try {
      return await queue.run(stream, () => record(command.value))
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

interface ReadCommand {
  readonly incident: string
  readonly stream: string
  readonly command: Command
  readonly expected: Expected | undefined
}

/** Everything that can be told of a command without the record: whether it is permitted, complete and plausible. */
const createReading = <State>(parts: CommandDeskParts<State>) => {
  const { definition: agency, policy, digest, marking, clock } = parts
  const byCommand = new Map<string, readonly [EventDefinition, z.ZodType<CommandBody>]>(
    agency.events.map((event) => [event.command, [event, commandSchemaOf(event) as z.ZodType<CommandBody>]]),
  )

  return (submitted: SubmittedCommand): Result<ReadCommand, Problem> => {
    const { command: name, incident, body, reader } = submitted
    const claimed = peek(body, 'agency')
    if (claimed !== undefined && claimed !== agency.name) {
      return err(problem('foreign-record', `Only records of ${agency.name} are made here.`))
    }
    const [definition, schema] = byCommand.get(name) ?? []
    if (definition === undefined || schema === undefined) {
      return err(
        problem(
          'unknown-command',
          `${agency.title} has no command of this name; GET /v1/commands lists them, and FileReport takes what has none.`,
        ),
      )
    }
    const isImport = peek(body, 'recordedAt') !== undefined
    const actor = permit(policy(), agency.name, definition, reader, isImport)
    if (!actor.ok) return actor

    const fault = faultOf(body)
    if (fault) return err(invalid([fault]))
    if (!incidentIdSchema.safeParse(incident).success) {
      return err(invalid([{ pointer: '#/incident', detail: 'is not the name of an incident' }]))
    }
    const parsed = schema.safeParse(body)
    if (!parsed.success) return err(invalid(parsed.error.issues.slice(0, MOST_ERRORS).map(fieldError)))
    const said = parsed.data
    const contradiction = contradictionIn(said)
    if (contradiction) return err(invalid([contradiction]))
    const nowMs = clock()
    const times = timeProblem(said, nowMs)
    if (times) return err(times)

    const id = submitted.key?.toLowerCase() ?? keyFromReference(agency.name, said)
    if (id === undefined)
      return err(problem('missing-key', 'A command needs a key, or a reference to make one from.'))
    const context = contextOf(said, {
      agency: agency.name,
      actor: actor.value,
      commandDigest: digest(name, incident, body),
      traceparent: submitted.traceparent,
      receivedAt: new Date(nowMs).toISOString(),
      marking: said.marking ?? marking,
      imported: importOf(said, reader.subject),
    })
    const stream = streamName(categoryOf(definition, agency.name), incident)
    return ok({
      incident,
      stream,
      command: { name, id, data: said.data, context },
      expected: submitted.expected,
    })
  }
}

const invalid = (errors: NonNullable<Problem['errors']>): Problem =>
  problem('invalid-command', 'The fields named in `errors` are missing or wrong.', { errors })

/** At most this many wrong fields are named at once. */
const MOST_ERRORS = 20

const fieldError = ({ path, message }: z.core.$ZodIssue) => ({
  pointer: ['#', ...path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/'),
  detail: message,
})

const contradictionIn = ({ recordedAt, system, corrects, retracts }: CommandBody) => {
  if (recordedAt !== undefined && system === undefined) {
    return { pointer: '#/system', detail: 'an imported record names the system that recorded it' }
  }
  if (corrects !== undefined && retracts !== undefined) {
    return { pointer: '#/retracts', detail: 'a record replaces another one or takes it back, not both' }
  }
  return undefined
}

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
