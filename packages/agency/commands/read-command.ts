import { type AgencyDefinition, incidentIdSchema } from '@concord/incident'
import {
  type Command,
  type CommandContext,
  categoriesFor,
  type EventDefinition,
  type Expected,
  err,
  ok,
  type Result,
  streamName,
} from '@concord/kernel'
import type { z } from 'zod'
import { type Problem, problem } from '../problem.ts'
import type { CommandDeskParts, SubmittedCommand } from './command-desk.ts'
import { type CommandBody, commandSchemaOf } from './command-schema.ts'
import { commandIdOf, commandIdOfOther } from './event-id.ts'
import { unknownReaders } from './known-readers.ts'
import { foreignAgency, permit } from './permission.ts'
import { faultOf } from './plain-json.ts'
import { timeProblem } from './time-rules.ts'

/** A command that may be decided, and the streams in one of which it is to be recorded, the likeliest first. */
export interface ReadCommand {
  readonly incident: string
  readonly streams: readonly [string, ...string[]]
  readonly command: Command
  readonly expected: Expected | undefined
}

/** Everything that can be told of a command without the record: whether it is permitted, complete and plausible. */
export const createReading = ({
  definition: agency,
  policy,
  readers,
  digest,
  marking,
  clock,
}: ReadingParts) => {
  const declared = new Map(agency.events.map((event) => [event.command, declare(event, agency)] as const))

  return (submitted: SubmittedCommand): Result<ReadCommand, Problem> => {
    const { command: name, incident, body, reader } = submitted
    const asked = declared.get(name)
    const claimed = peek(body, 'agency')
    if (claimed !== undefined && claimed !== agency.name)
      return err(problem('foreign-record', `Only records of ${agency.name} are made here.`))
    if (asked === undefined) return err(unknownCommand(agency))
    const isImport = peek(body, 'recordedAt') !== undefined
    const actor = permit(policy(), agency.name, asked.definition, reader, isImport)
    if (!actor.ok) return actor

    const nowMs = clock()
    const said = complete(asked.schema, incident, body, nowMs)
    if (!said.ok) return said
    // What is open to all adds to the record. Who looks for what to put right in it would learn what is there.
    const isOther = reader.agency !== agency.name
    if (isOther && (said.value.corrects ?? said.value.retracts) !== undefined)
      return err(foreignAgency(agency.name, reader.agency))
    // Whoever an older system's record was for may be gone since, and history is not judged by today's register.
    const isMarkedNow = !submitted.markedAsRecorded && !isImport
    const unknown = isMarkedNow ? unknownReaders(readers, said.value.marking) : []
    if (unknown.length > 0) return err(invalid(unknown.slice(0, MOST_ERRORS)))
    const key = submitted.key?.toLowerCase() ?? keyFromReference(agency.name, said.value)
    if (key === undefined)
      return err(problem('missing-key', 'A command needs a key, or a reference to make one from.'))
    const context = contextOf(said.value, {
      agency: agency.name,
      actor: actor.value,
      commandDigest: digest(name, incident, body),
      traceparent: submitted.traceparent,
      receivedAt: new Date(nowMs).toISOString(),
      marking: said.value.marking ?? marking,
      imported: importOf(said.value, reader.subject),
    })
    const id = isOther ? commandIdOfOther(reader.agency, key) : key
    const [first, ...others] = asked.categories.map((category) => streamName(category, incident))
    return ok({
      incident,
      streams: [first!, ...others],
      command: { name, id, data: said.value.data, context },
      expected: submitted.expected,
    })
  }
}

type ReadingParts = Pick<CommandDeskParts, 'policy' | 'readers' | 'digest' | 'marking' | 'clock'> & {
  readonly definition: DeclaringAgency
}

type DeclaringAgency = Pick<AgencyDefinition, 'name' | 'title' | 'events'>

const declare = (definition: EventDefinition, agency: DeclaringAgency) => ({
  definition,
  schema: commandSchemaOf(definition) as z.ZodType<CommandBody>,
  categories: categoriesFor(definition, agency),
})

const unknownCommand = ({ title }: DeclaringAgency): Problem =>
  problem(
    'unknown-command',
    `${title} has no command of this name; GET /v1/commands lists them, and FileReport takes what has none.`,
  )

/** What the body says, when it is all there and nothing in it is impossible. */
const complete = (
  schema: z.ZodType<CommandBody>,
  incident: string,
  body: unknown,
  nowMs: number,
): Result<CommandBody, Problem> => {
  const fault = faultOf(body)
  if (fault) return err(invalid([fault]))
  if (!incidentIdSchema.safeParse(incident).success)
    return err(invalid([{ pointer: '#/incident', detail: 'is not the name of an incident' }]))
  const parsed = schema.safeParse(body)
  if (!parsed.success) return err(invalid(fieldErrors(parsed.error)))
  const contradiction = contradictionIn(parsed.data)
  if (contradiction) return err(invalid([contradiction]))
  const times = timeProblem(parsed.data, nowMs)
  return times ? err(times) : ok(parsed.data)
}

const invalid = (errors: NonNullable<Problem['errors']>): Problem =>
  problem('invalid-command', 'The fields named in `errors` are missing or wrong.', { errors })

/** At most this many wrong fields are named at once. */
const MOST_ERRORS = 20

export type FieldError = NonNullable<Problem['errors']>[number]

/** What does not fit a schema, by field; `within` is where the value stands in the body. */
export const fieldErrors = (
  { issues }: z.core.$ZodError,
  within: readonly string[] = [],
): readonly FieldError[] =>
  issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({
    pointer: ['#', ...[...within, ...path].map(escaped)].join('/'),
    detail: message,
  }))

const escaped = (step: PropertyKey): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1')

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
