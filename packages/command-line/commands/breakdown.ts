import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import { count, instant } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows, wantsCsv } from '../rows.ts'
import { asOfOf } from './as-of-options.ts'
import { type CountedOptions, countedFilterOf, withCountedEvents } from './counted-events.ts'

const PLACES =
  'one to three of: type, agency, actor, incident, mode, day, month, hour, area, cell, or a field such as subject'

/** `concord breakdown`. */
export const breakdownCommand = ({ asking, output }: ProgramContext): Command =>
  withCountedEvents(new Command('breakdown').argument('<by...>', PLACES))
    .description(
      'count events by what they say, the most frequent groups first, such as: breakdown checkpoint month',
    )
    .option('--sum <field>', 'add up the numbers in this field')
    .option('--at-least <count>', 'only groups of at least so many events', count(1, 1_000_000), 1)
    .option(
      '--last-type <type...>',
      'only groups whose last event is of one of these types: what has begun and is not over',
    )
    .option('--due <field>', 'the field that holds the deadline')
    .option(
      '--due-before <instant>',
      'only groups that are due before this moment, the nearest first',
      instant,
    )
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 50)
    .action((by: readonly string[], options: Omit<BreakdownOptions, 'by'>) =>
      printBreakdown(asking(), { ...options, by }, output()),
    )

/** How events are gathered, and which groups are told. */
interface BreakdownOptions extends CountedOptions {
  readonly by: readonly string[]
  readonly sum?: string
  readonly atLeast: number
  readonly lastType?: readonly string[]
  readonly due?: string
  readonly dueBefore?: string
  readonly first: number
}

const breakdownSchema = z.object({
  breakdown: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        key: z.array(z.object({ by: z.string(), value: z.string() })),
        count: z.number(),
        sum: z.number().nullable(),
        due: z.string().nullable(),
        firstAt: z.string(),
        lastAt: z.string(),
      }),
    ),
  }),
})

const BREAKDOWN = /* GraphQL */ `
  query (
    $filter: EventFilter, $by: [String!]!, $sum: String, $atLeast: Int, $lastTypes: [String!],
    $due: String, $dueBefore: DateTime, $first: Int, $asOf: AsOf
  ) {
    breakdown(
      filter: $filter, by: $by, sum: $sum, atLeast: $atLeast, lastTypes: $lastTypes,
      due: $due, dueBefore: $dueBefore, first: $first, asOf: $asOf
    ) {
      totalCount
      nodes { key { by value } count sum due firstAt lastAt }
    }
  }
`

/** Prints events gathered by what they say, the largest groups first, now or as of two moments. */
const printBreakdown = async (asking: Asking, options: BreakdownOptions, output: Output): Promise<void> => {
  const csv = wantsCsv(output, options)
  const { by, sum, atLeast, lastType: lastTypes, due, dueBefore, first } = options
  const variables = { by, sum, atLeast, lastTypes, due, dueBefore, first }
  const asked = { ...variables, filter: countedFilterOf(options), asOf: asOfOf(options) }
  const { breakdown } = breakdownSchema.parse(dataOf(await ask(asking, BREAKDOWN, asked)))
  if (output.json) return output.out(JSON.stringify(breakdown))
  const rows = breakdown.nodes.map((group) => [
    ...group.key.map(({ value }) => value),
    group.count,
    ...(sum === undefined ? [] : [group.sum]),
    ...(due === undefined ? [] : [group.due]),
    group.firstAt,
    group.lastAt,
  ])
  const figures = [...(sum === undefined ? [] : [`sum of ${sum}`]), ...(due === undefined ? [] : [due])]
  printRows(output, { head: [...by, 'count', ...figures, 'first', 'last'], rows }, csv)
  output.err(`${rows.length} of ${breakdown.totalCount}`)
}
