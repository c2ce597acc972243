import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from '@concord/kernel'

/** The text of a question in GraphQL: given as such, as a file, or `-` for standard input. */
export const questionOf = (source: string): string => {
  if (source === '-') return readFileSync(0, 'utf8')
  if (existsSync(source)) return readFileSync(source, 'utf8')
  if (source.includes('{')) return source
  throw new UsageError(
    `There is no file ${source}, and it is not a question in GraphQL either, because it has no braces.`,
  )
}
