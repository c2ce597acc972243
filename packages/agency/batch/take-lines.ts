import type { Reader } from '@concord/access'
import { type EventDefinition, err, ok, type Result } from '@concord/kernel'
import type { CommandDesk } from '../commands/command-desk.ts'
import { lineSchema } from '../commands/command-schema.ts'
import { invalidCommand } from '../commands/complete-body.ts'
import { fieldErrors } from '../commands/field-errors.ts'
import { type Problem, problem } from '../problem.ts'
import { askedByLine, type NamedLine } from './asked-by-line.ts'
import { type LineResult, lineResult } from './line-result.ts'
import { linesOf, type TextLine } from './lines.ts'
import { resultsInOrder } from './results-in-order.ts'

/** How much of a batch is in memory at the most. */
export interface BatchLimits {
  /** Of one line. */
  readonly mostLineBytes: number
  /** Lines worked on at a time. */
  readonly mostLines: number
  /** What they may take together. */
  readonly mostBytes: number
}

/** Who takes the lines, and in whose name. */
export interface BatchParts {
  readonly desk: CommandDesk
  readonly events: readonly EventDefinition[]
  readonly reader: Reader
  readonly limits: BatchLimits
  /** Why no further line may be taken; undefined while they may. */
  readonly halted: () => Problem | undefined
}

/**
 * Takes the commands of a batch, one a line, and gives one result a line, in order. A bad line stops no other one.
 * Lines of one stream are recorded in their order, lines of different streams at the same time.
 *
 * Once the store is away every later line is answered with that and not tried: otherwise a line could be recorded
 * before one that it follows. The same batch sent again completes what is missing and repeats nothing.
 */
export const takeLines = (
  source: AsyncIterable<Uint8Array>,
  parts: BatchParts,
): AsyncIterable<LineResult> => {
  const { desk, events, reader, limits } = parts
  const asked = askedByLine(events)
  let halted: Problem | undefined

  const take = async (line: TextLine): Promise<LineResult> => {
    halted ??= parts.halted()
    if (halted) return lineResult(line.number, err(halted))
    const named = read(line)
    if (!named.ok) return lineResult(line.number, named)
    const { incident, key, ...sent } = named.value
    const { command, body, filed } = asked(sent)
    const result = await desk.submit({ command, incident, key, body, reader, whileRunning: 'wait' })
    if (!result.ok && result.error.status === 503) halted ??= result.error
    return lineResult(line.number, result, filed)
  }
  const read = (line: TextLine): Result<NamedLine & Destination, Problem> => {
    if ('fault' in line) return err(faultProblem(line.fault, limits))
    const value = parse(line.text)
    if (value === undefined) return err(problem('malformed-json', 'The line is not a JSON text.'))
    const parsed = lineSchema.safeParse(withoutNulls(value))
    if (!parsed.success) return err(invalidCommand(fieldErrors(parsed.error)))
    const { command, type, incident, key, ...body } = parsed.data
    return ok({ command, type, incident, key, body })
  }
  return resultsInOrder(
    linesOf(source, limits.mostLineBytes),
    { most: limits.mostLines, mostWeight: limits.mostBytes, weigh },
    take,
  )
}

interface Destination {
  readonly incident: string
  readonly key: string | undefined
}

const weigh = (line: TextLine): number => ('text' in line ? line.text.length : 0)

const faultProblem = (fault: 'too-long' | 'not-utf-8', { mostLineBytes }: BatchLimits): Problem =>
  fault === 'too-long'
    ? problem('body-too-large', `A line has at most ${mostLineBytes} bytes.`)
    : problem('malformed-json', 'The line is not UTF-8.')

/** Systems that keep a record in columns write what it does not say as null. Within `data` the sender's word stands. */
const withoutNulls = (line: unknown): unknown =>
  typeof line === 'object' && line !== null && !Array.isArray(line)
    ? Object.fromEntries(Object.entries(line).filter(([, said]) => said !== null))
    : line

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
