import type { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { z } from 'zod'
import { faultsIn } from '../faults-in.ts'
import type { BadInput } from './report-line.ts'

/** A row of a CSV file, or what is wrong with it, and the place of either. */
export type CsvRow<Row> = { readonly place: string; readonly row: Row } | BadInput

/**
 * Reads the rows of a CSV file with a heading, in their order. A row that does not fit is told with its line, and the next
 * one read; a file without the columns is told once.
 */
export async function* csvRows<Shape extends z.ZodRawShape>(
  input: Readable,
  file: string,
  schema: z.ZodObject<Shape>,
): AsyncIterable<CsvRow<z.infer<z.ZodObject<Shape>>>> {
  const options = { columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }
  let line = 1
  try {
    for await (const raw of input.pipe(parse(options))) {
      line++
      const missing = line === 2 ? missingIn(schema, raw) : []
      if (missing.length > 0) {
        yield { place: `${file}:1`, detail: `there is no column ${missing.join(', ')}` }
        return
      }
      const place = `${file}:${line}`
      const parsed = schema.safeParse(raw)
      yield parsed.success ? { place, row: parsed.data } : { place, detail: faultsIn(parsed.error) }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield { place: `${file}:${line + 1}`, detail: `not CSV: ${error.message}` }
  }
}

const missingIn = ({ shape }: z.ZodObject, row: object): readonly string[] =>
  Object.entries(shape).flatMap(([name, column]) =>
    name in row || (column as z.ZodType).isOptional() ? [] : [name],
  )
