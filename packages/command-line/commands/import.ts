import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { addressing } from '../import/address.ts'
import { type DeliverOptions, DeliveryFailed, deliver, type LineResult } from '../import/deliver.ts'
import { type Delivery, deliveries } from '../import/deliveries.ts'
import { openEarlyLines } from '../import/early-lines.ts'
import { type Format, type FormatOptions, itemsOf, recognisedBy } from '../import/format.ts'
import { type ImportSummary, type Tally, tallying } from '../import/import-summary.ts'
import { refuseUnreadable } from '../import/readable-file.ts'
import { type ImportItem, type ReportLine, report } from '../import/report-line.ts'
import type { Output } from '../output.ts'
import { progressOf } from '../progress.ts'
import type { Recipient } from '../recipient.ts'
import type { Session } from '../session.ts'

/** What the files do not say themselves. */
export interface ImportOptions extends FormatOptions {
  readonly agency?: string | undefined
  /** Who may see what brings no marking of its own. */
  readonly releaseTo?: readonly string[] | undefined
  /** For how long an agency is waited for, in milliseconds. */
  readonly wait?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Brings files in through the agencies' APIs. Doing it again changes nothing, and goes on where it was stopped: by the
 * signal, or by an agency that takes nothing more.
 */
export const importFiles = async (
  session: Session,
  format: Format,
  files: readonly string[],
  options: ImportOptions,
  output: Output,
): Promise<ImportSummary> => {
  for (const file of files) refuseUnreadable(file)
  const tally = tallying()
  try {
    const one = importing({ session, format, options }, output, tally)
    for (const file of files) await one(file)
    return tally.summary()
  } catch (error) {
    if (options.signal?.aborted) return tally.summary('interrupted')
    if (error instanceof DeliveryFailed) return tally.summary(error.message)
    throw error
  }
}

/** What all files of one import have in common. */
interface Import {
  readonly session: Session
  readonly format: Format
  readonly options: ImportOptions
}

/** Brings one file in, tells how far it is, and adds up what becomes of it. */
const importing = ({ session, format, options }: Import, output: Output, tally: Tally) => {
  // Who takes long for one delivery does for the next: it is told once.
  const slow = new Set<string | undefined>()
  return async (file: string) => {
    const progress = progressOf(output, basename(file), statSync(file).size)
    const input = createReadStream(file)
    const early = openEarlyLines()
    const bring = async (delivery: Delivery, settle: typeof early.keep): Promise<void> => {
      const { to, lines } = delivery
      const agency = session.agencies.find(({ url }) => url === to?.url)?.name
      const waiting = waitingFor(agency, slow, progress.tell)
      try {
        const settled = settle(delivery, to ? await delivered(lines, to, options, waiting) : [])
        tally.add(settled.delivery, settled.results, agency)
      } catch (error) {
        if (options.signal?.aborted) tally.breakOff(delivery)
        throw error
      }
      progress.advance(input.bytesRead, tally.note())
    }
    const address = addressing(session, { agency: options.agency, recognisedBy: recognisedBy[format] })
    try {
      const items = releasedTo(itemsOf(session, format, options, { file, input }), options.releaseTo)
      for await (const delivery of deliveries(items, address)) await bring(delivery, early.keep)
      for (const delivery of early.take())
        await bring(delivery, (delivery, results) => ({ delivery, results }))
    } finally {
      progress.stop()
      input.destroy()
    }
  }
}

/** What is told while an agency is waited for. */
type Waiting = Required<Pick<DeliverOptions, 'onAway' | 'onBack' | 'onSilence'>>

const waitingFor = (
  agency: string | undefined,
  slow: Set<string | undefined>,
  tell: (line: string) => void,
): Waiting => ({
  onAway: (why) => tell(`${agency} ${why}: waiting for it`),
  onBack: () => tell(`${agency} takes reports again: the import goes on`),
  onSilence: (ms) => {
    if (!slow.has(agency)) tell(`${agency} has not answered for ${ms / 1000} s: waiting for it`)
    slow.add(agency)
  },
})

const delivered = (
  lines: readonly ReportLine[],
  to: Recipient,
  { signal, wait }: ImportOptions,
  waiting: Waiting,
): Promise<readonly LineResult[]> =>
  deliver(lines, to, {
    ...waiting,
    ...(wait === undefined ? {} : { patienceMs: wait }),
    ...(signal ? { signal } : {}),
  })

/** Marks what brings no marking of its own for these agencies. */
async function* releasedTo(
  items: AsyncIterable<ImportItem>,
  agencies: readonly string[] | undefined,
): AsyncIterable<ImportItem> {
  for await (const item of items) {
    if (agencies === undefined || item.kind === 'bad' || item.report.line.marking) yield item
    else
      yield report(
        { ...item.report.line, marking: { tlp: 'AMBER', releaseTo: [...agencies] } },
        item.report.agency,
      )
  }
}
