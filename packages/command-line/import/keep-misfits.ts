import type { LineResult } from './deliver.ts'
import { asReport, type ReportLine } from './report-line.ts'

/** What became of a line; `misfit` says why it could only be filed as a report. */
export type KeptResult = LineResult & { readonly misfit?: string }

/**
 * Delivers lines, and again those whose details do not fit their type, now as reports that bear its name: what an older
 * system recorded is kept, though the picture takes less from it. All lines go along again, in their order, because one
 * may correct another that was refused; what was recorded before is answered as repeated.
 */
export const keepingMisfits =
  (deliver: (lines: readonly ReportLine[]) => Promise<readonly LineResult[]>) =>
  async (lines: readonly ReportLine[]): Promise<readonly KeptResult[]> => {
    const first = await deliver(lines)
    let sent = lines
    let results = first
    for (const kept of [asReport, asToldReport]) {
      if (!results.some(isMisfit)) break
      sent = sent.map((line, index) => (isMisfit(results[index]!) ? kept(lines[index]!) : line))
      const again = await deliver(sent)
      results = results.map((result, index) => (result.status < 300 ? result : again[index]!))
    }
    return results.map((result, index) => {
      if (!isMisfit(first[index]!)) return result
      return result.status < 300 ? { ...result, misfit: faultsOf(first[index]!) } : first[index]!
    })
  }

const isMisfit = ({ code }: LineResult): boolean => code === 'invalid-command'

/** A report of any type has a severity, a place and figures, which may not fit either: then nothing is read of it. */
const asToldReport = (line: ReportLine): ReportLine => asReport({ ...line, data: { told: line.data } })

/** The fields that are wrong, in a line. */
export const faultsOf = ({ errors = [] }: LineResult): string =>
  errors.map(({ pointer, detail }) => ` ${pointer} ${detail}.`).join('')
