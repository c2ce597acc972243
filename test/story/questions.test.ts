import { readFileSync } from 'node:fs'
import type { Role } from '@concord/access'
import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from '../../services/joint-operations/api/testing/api-over.ts'
import { questions } from './questions.ts'
import { tell } from './told.ts'

interface Expected {
  readonly q: number
  readonly question: string
  readonly answer: string
}

const expected: readonly Expected[] = JSON.parse(
  readFileSync(new URL('./expected-answers.json', import.meta.url), 'utf8'),
)
const log = await tell(new URL('./northern-border-2025.ndjson', import.meta.url))
const { ask } = apiOver(log)

/** Rests on the satellite feeds, which the story's own lines only count. */
const withFeeds = new Set([20])

describe('the story, asked over GraphQL', () => {
  for (const { q, question, answer } of expected.filter((one) => !withFeeds.has(one.q))) {
    test(`${q}. ${question}`, async () => {
      const { asker, asks, toAnswer } = questions.find((one) => one.q === q)!
      const answers = []
      for (const { as = asker, query, variables } of asks) {
        const told = await ask(tokenOf(as.agency, [as.role as Role]), query, variables)
        expect(told.errors).toBeUndefined()
        answers.push(told.data)
      }
      expect(toAnswer(...answers)).toBe(answer)
    })
  }
})
