import type { Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { z } from 'zod'
import { faultsIn } from '../faults-in.ts'
import type { BadInput } from './report-line.ts'

/** A row of a CSV file, or what is wrong with it, and the place of either. */
export type CsvRow<Row> = { readonly place: string; readonly row: Row } | BadInput

/** A number as it is written in a file; an empty field is not a number. */
export const decimal = z
  .string()
  .regex(/^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i, 'not a number')
  .transform(Number)

/** Characters that one row may have: more is no row of such a file, and would be kept in memory. */
const MOST_IN_ROW = 1_000_000

/** In the place of bytes that are not UTF-8. */
const UNREADABLE = '\ufffd'

/**
 * Reads the rows of a CSV file with a heading, in their order. A row that does not fit is told with the line where it begins
 * and the column, and the next one read; an empty file, or one without the columns, is told once.
 */
export async function* csvRows<Shape extends z.ZodRawShape>(
  input: Readable,
  file: string,
  schema: z.ZodObject<Shape>,
): AsyncIterable<CsvRow<z.infer<z.ZodObject<Shape>>>> {
  let heading: readonly string[] | undefined
  const columns = (names: string[]) => {
    heading = names
    return names
  }
  const usual = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }
  const rows = input.pipe(parse({ ...usual, columns, info: true, max_record_size: MOST_IN_ROW }))
  const lines = lineCounter()
  try {
    for await (const { record, info } of rows as AsyncIterable<InfoAndRecord>) {
      if (missingIn(schema, heading!).length > 0) break
      const place = `${file}:${lines.beginOf(record, info)}`
      const parsed = schema.safeParse(record)
      const fault = faultOf(record, info) ?? (parsed.success ? undefined : faultsIn(parsed.error))
      yield fault === undefined ? { place, row: parsed.data! } : { place, detail: fault }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { lines: line } = error as CsvError & { readonly lines?: number }
    yield { place: `${file}:${line ?? 1}`, detail: `not CSV: ${error.message}` }
    return
  }
  if (heading === undefined) yield { place: file, detail: 'the file is empty' }
  const missing = missingIn(schema, heading ?? [])
  if (heading !== undefined && missing.length > 0)
    yield { place: `${file}:1`, detail: `there is no column ${missing.join(', ')}` }
}

type Fields = Readonly<Record<string, string>>

interface InfoAndRecord {
  readonly record: Fields
  /** With what is wrong with the number of fields, which the library's types leave out. */
  readonly info: Info & { readonly error?: CsvError }
}

/** What is wrong with a row whatever its columns mean. */
const faultOf = (record: Fields, { error }: InfoAndRecord['info']): string | undefined => {
  if (error) return 'the row has another number of fields than the heading'
  const damaged = Object.entries(record).find(([, field]) => field.includes(UNREADABLE))
  return damaged && `${damaged[0]}: a character cannot be read: save the file as UTF-8`
}

/** Where rows begin: fields may go over several lines, and lines may be empty. */
const lineCounter = () => {
  let twice = 0
  return {
    beginOf: (record: Fields, { lines }: Info): number => {
      const fields = Object.values(record)
      const breaks = (pattern: RegExp) =>
        fields.reduce((sum, one) => sum + (one.match(pattern)?.length ?? 0), 0)
      // Within quotes the parser counts both characters of a line's end.
      twice += breaks(/\r\n/g)
      return lines - twice - breaks(/\r?\n/g)
    },
  }
}

const missingIn = ({ shape }: z.ZodObject, heading: readonly string[]): readonly string[] =>
  Object.entries(shape).flatMap(([name, column]) =>
    heading.includes(name) || (column as z.ZodType).isOptional() ? [] : [name],
  )
