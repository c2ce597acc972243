import { readFileSync } from 'node:fs'
import { type Session, tokenFor } from '@concord/command-line'
import { z } from 'zod'
import type { Ask, StoryQuestion } from '../../test/story/question.ts'
import { questions } from '../../test/story/questions.ts'
import type { MadeFeeds } from './feeds.ts'
import type { Story } from './play.ts'

const expectedSchema = z.array(z.object({ q: z.int(), question: z.string(), answer: z.string() }))

/** The question that rests on the satellite feeds. */
const FEEDS_QUESTION = 20

/** How long one answer may take. */
const ANSWER_MS = 30_000

/**
 * Asks every question of the story over GraphQL, each as the one who has it, and prints a line for each: what was
 * asked, what the system answered, and what was expected where it differs. Resolves with whether all are right.
 */
export const checkStory = async (
  session: Session,
  story: Story,
  print: (line: string) => void,
): Promise<boolean> => {
  const expected = expectedSchema.parse(JSON.parse(readFileSync(story.answers, 'utf8')))
  let right = 0
  for (const { q, question, answer } of expected) {
    const asked = questions.find((one) => one.q === q)
    const told = asked ? await answerTo(session, asked) : 'no query is defined for this question'
    const isRight = matches(told, expectedAnswer(q, answer, story.made))
    if (isRight) right++
    print(`${isRight ? 'right' : 'WRONG'}  ${String(q).padStart(2)}. ${question}  ${told}`)
    if (!isRight) print(`           expected: ${expectedAnswer(q, answer, story.made).text}`)
  }
  if (story.made)
    print('the satellite feeds, and with them the answer to question 20, were generated for this run')
  print(`${right} of ${expected.length}`)
  return right === expected.length
}

const answerTo = async (session: Session, { asks, asker, toAnswer }: StoryQuestion): Promise<string> => {
  try {
    const answers = []
    for (const ask of asks) answers.push(await send(session, ask, `${asker.agency}/${asker.role}`))
    return toAnswer(...answers)
  } catch (error) {
    return `no answer: ${(error as Error).message}`
  }
}

const send = async (session: Session, { as, query, variables }: Ask, asker: string): Promise<unknown> => {
  const token = tokenFor(session, as ? `${as.agency}/${as.role}` : asker)
  const response = await fetch(session.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { message: string }[] }
  if (errors?.length) throw new Error(errors.map((error) => error.message).join('; '))
  return data
}

interface Expected {
  readonly text: string
  /** Made feeds fix the counts; where their points lie in which country is left open. */
  readonly asBeginning: boolean
}

const expectedAnswer = (q: number, answer: string, made: MadeFeeds | undefined): Expected => {
  if (q !== FEEDS_QUESTION || !made) return { text: answer, asBeginning: false }
  const [first, second] = made.rows
  const number = (value: number) => value.toLocaleString('en-US')
  const counts = `${number(first)} + ${number(second)} - ${number(made.inBoth)} duplicates`
  return {
    text: `${number(made.distinct)} (${counts}); ${number(made.belowConfidence30)} below confidence 30`,
    asBeginning: true,
  }
}

const matches = (told: string, expected: Expected): boolean =>
  expected.asBeginning ? told.startsWith(expected.text) : told === expected.text
