import { z } from 'zod'
import { type Asking, ask, dataOf } from '../joint-api.ts'
import type { Output } from '../output.ts'
import { printRows, wantsCsv } from '../rows.ts'

/** Which reads: every part that is given has to hold. */
export interface ReadsOptions {
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
export const listReads = async (
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

/** Prints what a person is told who asks who looked at their data: no officer and no case. For auditors. */
export const printAccessReport = async (
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
