import { AnswerError, type Asking, ask, dataOf, questionOf } from '@concord/command-line'
import { UsageError } from '@concord/kernel'
import { parse, visit } from 'graphql'

/** A question in GraphQL with the joint API's answer, and the events the answer rests on. */
export interface AnsweredQuestion {
  readonly question: string
  /** Who asked, as `agency/role`: another reader's answer may differ. */
  readonly askedAs: string
  /** The response, with the position that it stood on. */
  readonly answer: unknown
  /** Of every event whose position the question selected. */
  readonly positions: readonly bigint[]
}

/**
 * Asks a question, given as `concord query` takes it. Refuses one that opens fields about persons: what an evidence package
 * holds cannot be erased. Refuses an answer without the position of any event.
 */
export const askQuestion = async (asking: Asking, source: string): Promise<AnsweredQuestion> => {
  const question = questionOf(source)
  refuseOpenedFields(question)
  const answer = await ask(asking, question)
  const positions = [...positionsIn(dataOf(answer))]
  if (positions.length === 0) {
    throw new AnswerError(
      'The answer names no events. In the question, select the position of each event that the package must hold, such as timeline { nodes { event { position } } }.',
    )
  }
  return { question, askedAs: asking.as, answer, positions }
}

const refuseOpenedFields = (question: string): void => {
  visit(parsed(question), {
    Field: ({ name }) => {
      if (name.value === 'opened') {
        throw new UsageError(
          'A package cannot hold opened fields about persons. Leave `opened` out of the question.',
        )
      }
    },
  })
}

const parsed = (question: string) => {
  try {
    return parse(question, { noLocation: true, maxTokens: 4000 })
  } catch (error) {
    throw new UsageError(
      `This question is not valid GraphQL: ${(error as Error).message} If the question is in your own words, name the events with --positions.`,
    )
  }
}

/** Every field named position, but where the whole answer stands. */
function* positionsIn(value: unknown, name?: string): Iterable<bigint> {
  if (name === 'position' && typeof value === 'string' && /^\d{1,19}$/.test(value)) yield BigInt(value)
  else if (Array.isArray(value)) for (const item of value) yield* positionsIn(item)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) if (key !== 'standing') yield* positionsIn(part, key)
  }
}
