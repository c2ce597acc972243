import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { AnswerError, type Asking, ask, describeErrors } from '../joint-api.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../session.ts'

/** Asks a question in GraphQL: given as text, as a file, or `-` for standard input. Prints the answer as JSON. */
export const query = async (
  asking: Asking,
  source: string,
  variables: string | undefined,
  output: Output,
): Promise<void> => {
  const response = await ask(asking, textOf(source), variablesOf(variables))
  output.out(JSON.stringify(response, null, output.json ? 0 : 2))
  if (response.errors?.length) throw new AnswerError(describeErrors(response))
}

const textOf = (source: string): string => {
  if (source === '-') return readFileSync(0, 'utf8')
  if (existsSync(source)) return readFileSync(source, 'utf8')
  if (source.includes('{')) return source
  throw new UsageError(`There is no file ${source}, and a question in GraphQL has braces.`)
}

const variablesOf = (text: string | undefined): Readonly<Record<string, unknown>> => {
  if (text === undefined) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new UsageError('Variables are a JSON object, such as \'{"id":"INC-7"}\'.')
  }
}
