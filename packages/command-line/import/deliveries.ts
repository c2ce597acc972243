import type { Recipient } from '../recipient.ts'
import type { Delivered } from './address.ts'
import { BYTES_PER_REQUEST, LINES_PER_REQUEST } from './deliver.ts'
import type { Addressed, BadInput, ImportItem, ReportLine } from './report-line.ts'

/** Consecutive reports for the same recipient. */
export interface Delivery {
  /** Left out where there is nothing but what cannot be delivered. */
  readonly to: Recipient | undefined
  readonly lines: readonly ReportLine[]
  readonly bad: readonly BadInput[]
}

/** Bounded runs of consecutive lines for the same recipient: the order of the file is the order of the log. */
export async function* deliveries(
  items: AsyncIterable<ImportItem>,
  address: (report: Addressed) => Delivered,
): AsyncIterable<Delivery> {
  let run = emptyRun()
  for await (const item of items) {
    const delivered = item.kind === 'bad' ? item : address(item.report)
    if ('bad' in delivered) {
      run.bad.push(delivered.bad)
      continue
    }
    const { to, line } = delivered
    const size = JSON.stringify(line.data).length
    const full = run.lines.length === LINES_PER_REQUEST || run.bytes + size > BYTES_PER_REQUEST
    if (run.lines.length > 0 && (full || to.url !== run.to?.url || to.token !== run.to.token)) {
      yield run
      run = emptyRun()
    }
    run.to = to
    run.lines.push(line)
    run.bytes += size
  }
  if (run.lines.length > 0 || run.bad.length > 0) yield run
}

const emptyRun = () => ({
  to: undefined as Recipient | undefined,
  lines: [] as ReportLine[],
  bad: [] as BadInput[],
  bytes: 0,
})
