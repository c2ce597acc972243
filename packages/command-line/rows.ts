import { UsageError } from '@concord/kernel'
import { stringify } from 'csv-stringify/sync'
import type { Output } from './output.ts'
import { type Fit, table } from './table.ts'

/** What stands in one place of a row; null where there is nothing. */
export type Cell = string | number | boolean | null

/** Rows under a head, and how far a table of them may give way where room is short. */
export interface Rows {
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly least?: Fit['least']
}

/** Whether rows are wanted as CSV. With `--json` too nobody knows what is: that is a wrong call. */
export const wantsCsv = ({ json }: Output, { csv = false }: { readonly csv?: boolean }): boolean => {
  if (csv && json) throw new UsageError('Give either --csv or --json, not both.')
  return csv
}

/** Prints rows as a table as wide as there is room, or whole as CSV. */
export const printRows = (output: Output, { head, rows, least }: Rows, csv: boolean): void => {
  if (csv) {
    for (const row of [head, ...rows]) output.out(csvRow(row))
    return
  }
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '')))
  for (const line of table(head, cells, least && { width: output.width, least })) output.out(line)
}

/**
 * A row of CSV (RFC 4180), without the end of its line. A text that a spreadsheet would take for a formula has an apostrophe
 * before it, as OWASP advises: what it says comes from other people.
 */
export const csvRow = (row: readonly Cell[]): string =>
  stringify([[...row]], { escape_formulas: true, eof: false, cast: { boolean: String } })
