import { Command } from 'commander'
import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { printRows, wantsCsv } from '../rows.ts'
import { csvOption } from './csv-option.ts'

/** `concord access-report`. */
export const accessReportCommand = ({ asking, output }: ProgramContext): Command =>
  new Command('access-report')
    .argument('<code>', 'the code of the person, such as P-1')
    .description('print who read about a person, as the person is told on request; for auditors')
    .addOption(csvOption())
    .action((subject: string, options: { readonly csv?: boolean }) =>
      printAccessReport(asking(), { ...options, subject }, output()),
    )

const reportSchema = z.object({
  accessReport: z.object({
    subject: z.string(),
    accesses: z.array(
      z.object({
        at: z.string(),
        agency: z.string(),
        purpose: z.string(),
        fields: z.array(z.string()),
        onward: z.array(z.string()),
      }),
    ),
  }),
})

const REPORT = /* GraphQL */ `
  query ($subject: ID!) {
    accessReport(subject: $subject) { subject accesses { at agency purpose fields onward } }
  }
`

/** Prints what persons are told when they ask who looked at their data: no officer and no case. For auditors. */
const printAccessReport = async (
  asking: Asking,
  { subject, ...options }: { readonly subject: string; readonly csv?: boolean },
  output: Output,
): Promise<void> => {
  const csv = wantsCsv(output, options)
  const { accessReport } = reportSchema.parse(dataOf(await ask(asking, REPORT, { subject })))
  if (output.json) return output.out(JSON.stringify(accessReport))
  const rows = accessReport.accesses.map((one) => [
    one.at,
    one.agency,
    one.purpose,
    one.fields.join(' '),
    one.onward.join(' '),
  ])
  printRows(output, { head: ['at', 'agency', 'purpose', 'fields', 'onward'], rows }, csv)
  output.err(`${rows.length} times`)
}
