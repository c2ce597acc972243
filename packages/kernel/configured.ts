import { z } from 'zod'
import { UsageError } from './usage-error.ts'

/**
 * Parses a JSON file that somebody wrote for this process. Throws a {@link UsageError} that begins with `what`, such as
 * the variable and the file, if the text does not fit the schema. Text that is not JSON is not quoted, as the parser
 * would do: it may be a file of keys, named by mistake.
 */
export const parseConfigured = <Value>(what: string, text: string, schema: z.ZodType<Value>): Value => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new UsageError(`${what}: it is not JSON`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new UsageError(`${what}: ${z.prettifyError(parsed.error)}`)
}
