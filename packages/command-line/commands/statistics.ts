import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { type Cell, printRows, wantsCsv } from '../rows.ts'
import { asOfOf } from './as-of-options.ts'
import { type CountedOptions, countedFilterOf, withCountedEvents } from './counted-events.ts'

/** `concord statistics`. */
export const statisticsCommand = ({ asking, output }: ProgramContext): Command =>
  withCountedEvents(new Command('statistics'))
    .description('count events by mode, agency and type')
    .action((options: CountedOptions) => printStatistics(asking(), options, output()))

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
const printStatistics = async (asking: Asking, options: CountedOptions, output: Output): Promise<void> => {
  const csv = wantsCsv(output, options)
  const variables = { filter: countedFilterOf(options), asOf: asOfOf(options) }
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
