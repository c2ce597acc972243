import { z } from 'zod'

/** Something that whoever starts the process must put right; its message says what. */
export class ConfigurationError extends Error {}

/**
 * What a file in JSON says that somebody wrote for this process. Throws a {@link ConfigurationError} that begins with
 * `what`, such as the variable and the file, where the text does not fit the schema. What is no JSON is not quoted, as the
 * parser would: it may be a file of keys, named by mistake.
 */
export const parseConfigured = <Value>(what: string, text: string, schema: z.ZodType<Value>): Value => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ConfigurationError(`${what}: it is not JSON`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new ConfigurationError(`${what}: ${z.prettifyError(parsed.error)}`)
}
