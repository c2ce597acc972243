import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import { count, instant } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows, wantsCsv } from '../rows.ts'
import { csvOption } from './csv-option.ts'

/** `concord reads`. */
export const readsCommand = ({ asking, output }: ProgramContext): Command =>
  new Command('reads')
    .description('list who read data about persons, the latest first; for auditors (--as joc/auditor)')
    .option('--subject <code>', 'about this person')
    .option('--agency <agency>', 'by members of this agency')
    .option('--reader <name>', 'by this person')
    .option('--owner <agency>', 'of records of this agency')
    .option('--incident <incident>', 'about this incident')
    .option('--case <case>', 'in this case')
    .option('--purpose <purpose>', 'for this purpose')
    .option('--field <field>', 'of this field, such as SightingReported.interview.name')
    .option('--from <instant>', 'at this moment or later', instant)
    .option('--until <instant>', 'before this moment', instant)
    .option('--first <count>', 'how many at most, 1 to 100', count(1, 100), 20)
    .addOption(csvOption())
    .action((options: ReadsOptions) => listReads(asking(), options, output()))

/** Which reads: every part that is given has to hold. */
interface ReadsOptions {
  readonly agency?: string
  readonly reader?: string
  readonly subject?: string
  readonly owner?: string
  readonly incident?: string
  readonly case?: string
  readonly purpose?: string
  readonly field?: string
  readonly from?: string
  readonly until?: string
  readonly first: number
  readonly csv?: boolean
}

const readsSchema = z.object({
  reads: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        at: z.string(),
        agency: z.string(),
        reader: z.string(),
        purpose: z.string(),
        case: z.string(),
        incidents: z.array(z.string()),
        subjects: z.array(z.string()),
        owners: z.array(z.string()),
        fields: z.array(z.string()),
        results: z.number(),
        onward: z.array(z.string()),
      }),
    ),
  }),
})

const READS = /* GraphQL */ `
  query ($filter: ReadFilter, $first: Int) {
    reads(filter: $filter, first: $first) {
      totalCount
      nodes { at agency reader purpose case incidents subjects owners fields results onward }
    }
  }
`

/** Lists who read data about persons, the latest first. For auditors; the look is itself put on record. */
const listReads = async (
  asking: Asking,
  { first, csv: asCsv, ...filter }: ReadsOptions,
  output: Output,
): Promise<void> => {
  const csv = wantsCsv(output, { csv: asCsv ?? false })
  const { reads } = readsSchema.parse(dataOf(await ask(asking, READS, { filter, first })))
  if (output.json) return output.out(JSON.stringify(reads))
  const rows = reads.nodes.map((one) => [
    one.at,
    `${one.agency}/${one.reader}`,
    `${one.purpose}, ${one.case}`,
    one.subjects.join(' '),
    one.fields.join(' '),
    one.results,
    one.onward.join(' '),
  ])
  const head = ['at', 'who', 'why', 'about', 'fields', 'values', 'onward']
  printRows(output, { head, rows }, csv)
  output.err(`${reads.nodes.length} of ${reads.totalCount}`)
}
