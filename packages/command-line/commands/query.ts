import { UsageError } from '@concord/kernel'
import { Command } from 'commander'
import { z } from 'zod'
import { AnswerError, type Asking, ask, describeErrors } from '../joint-api.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { questionOf } from '../question.ts'

/** `concord query`. */
export const queryCommand = ({ asking, output }: ProgramContext): Command =>
  new Command('query')
    .argument(
      '<graphql>',
      'the question, such as "{ incidents { totalCount } }"; a file; or - for standard input',
    )
    .description('ask a question in GraphQL')
    .option('--variables <json>', 'the variables of the question')
    .action((text: string, { variables }: { readonly variables?: string }) =>
      query(asking(), text, variables, output()),
    )

/** Asks a question in GraphQL: given as text, as a file, or `-` for standard input. Prints the answer as JSON. */
export const query = async (
  asking: Asking,
  source: string,
  variables: string | undefined,
  output: Output,
): Promise<void> => {
  const response = await ask(asking, questionOf(source), variablesOf(variables))
  output.out(JSON.stringify(response, null, output.json ? 0 : 2))
  if (response.errors?.length) throw new AnswerError(describeErrors(response))
}

const variablesOf = (text: string | undefined): Readonly<Record<string, unknown>> => {
  if (text === undefined) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new UsageError('The variables must be a JSON object, such as \'{"id":"INC-7"}\'.')
  }
}
