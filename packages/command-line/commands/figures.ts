import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import type { Output } from '../output.ts'
import { type Cell, printRows, wantsCsv } from '../rows.ts'
import { type AsOfOptions, asOfOf } from './incidents.ts'
import { type LearnedOptions, learnedOf } from './learned.ts'

/** Which events are counted; all conditions hold together. */
export interface CountedOptions extends AsOfOptions, LearnedOptions {
  readonly incident?: string
  readonly type?: readonly string[]
  readonly agency?: readonly string[]
  readonly mode?: readonly string[]
  readonly text?: string
  readonly from?: string
  readonly until?: string
  readonly csv?: boolean
}

const filterOf = ({ incident, type, agency, mode, text, from, until, ...learned }: CountedOptions) => ({
  ...learnedOf(learned),
  incident,
  types: type,
  agencies: agency,
  modes: mode?.map((one) => one.toUpperCase()),
  text,
  occurredAfter: from,
  occurredBefore: until,
})

const figureSchema = z.object({ name: z.string(), count: z.number() })

const statisticsSchema = z.object({
  statistics: z.object({
    total: figureSchema,
    byMode: z.array(figureSchema),
    byAgency: z.array(figureSchema),
    byType: z.array(figureSchema),
    corrections: z.number(),
    retractions: z.number(),
    erasures: z.number(),
    imported: z.number(),
  }),
})

const STATISTICS = /* GraphQL */ `
  query ($filter: EventFilter, $asOf: AsOf) {
    statistics(filter: $filter, asOf: $asOf) {
      total { name count } byMode { name count } byAgency { name count } byType { name count }
      corrections retractions erasures imported
    }
  }
`

/** Prints how many events there are of each sort, now or as of two moments. */
export const printStatistics = async (
  asking: Asking,
  options: CountedOptions,
  output: Output,
): Promise<void> => {
  const csv = wantsCsv(output, options)
  const variables = { filter: filterOf(options), asOf: asOfOf(options) }
  const { statistics } = statisticsSchema.parse(dataOf(await ask(asking, STATISTICS, variables)))
  if (output.json) return output.out(JSON.stringify(statistics))
  const { total, byMode, byAgency, byType, ...others } = statistics
  const sort = (by: string, figures: readonly z.infer<typeof figureSchema>[]) =>
    figures.map(({ name, count }): readonly Cell[] => [by, name, count])
  const rows = [
    ['all', '', total.count],
    ...sort('mode', byMode),
    ...sort('agency', byAgency),
    ...sort('type', byType),
    ...Object.entries(others).map(([name, count]) => [name, '', count]),
  ]
  printRows(output, { head: ['by', 'name', 'count'], rows }, csv)
}

/** How events are gathered, and which groups are told. */
export interface BreakdownOptions extends CountedOptions {
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
export const printBreakdown = async (
  asking: Asking,
  options: BreakdownOptions,
  output: Output,
): Promise<void> => {
  const csv = wantsCsv(output, options)
  const { by, sum, atLeast, lastType: lastTypes, due, dueBefore, first } = options
  const variables = { by, sum, atLeast, lastTypes, due, dueBefore, first }
  const asked = { ...variables, filter: filterOf(options), asOf: asOfOf(options) }
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
