import type { LineResult } from './deliver.ts'
import type { ReportLine } from './report-line.ts'

/** What became of a line; `misfit` says why it could only be filed as a report. */
export type KeptResult = LineResult & { readonly misfit?: string }

/**
 * Delivers lines, and once more those whose details do not fit their type, now as reports that bear its name: what an
 * older system recorded is kept, though the picture takes less from it. All lines go along again, in their order,
 * because one may correct another that was refused; what was recorded the first time is answered as repeated.
 */
export const keepingMisfits =
  (deliver: (lines: readonly ReportLine[]) => Promise<readonly LineResult[]>) =>
  async (lines: readonly ReportLine[]): Promise<readonly KeptResult[]> => {
    const first = await deliver(lines)
    const isMisfit = (index: number): boolean => first[index]?.code === 'invalid-command'
    if (!first.some((_, index) => isMisfit(index))) return first
    const again = await deliver(lines.map((line, index) => (isMisfit(index) ? asReport(line) : line)))
    return first.map((result, index) => {
      if (result.status < 300) return result
      const kept = again[index]!
      return isMisfit(index) && kept.status < 300 ? { ...kept, misfit: faultsOf(result) } : kept
    })
  }

const asReport = (line: ReportLine): ReportLine => ({
  ...line,
  type: 'ReportFiled',
  data: { ...(line.data as object | undefined), reportType: line.type },
})

/** The fields that are wrong, in a line. */
export const faultsOf = ({ errors = [] }: LineResult): string =>
  errors.map(({ pointer, detail }) => ` ${pointer} ${detail}.`).join('')
