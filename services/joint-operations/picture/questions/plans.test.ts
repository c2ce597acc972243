import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { indexedQuestions } from '../indexed-questions.ts'
import { answers, question } from '../testing/ask-everything.ts'
import { randomLog } from '../testing/random-log.ts'
import { readSideInMemory } from '../testing/read-side-of.ts'

/** Enough to ask in nearly all ways that there are. */
const QUESTIONS = 300

test('no question makes SQLite build an index of all rows for itself', () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => void prepare.mockRestore())
  const { models, take } = readSideInMemory()
  take(fc.sample(randomLog(40), { numRuns: 1, seed: 1 })[0]!)
  const indexed = indexedQuestions(models)
  for (const asked of fc.sample(question, { numRuns: QUESTIONS, seed: 1 })) answers(indexed, asked)

  const asked = new Map(
    prepare.mock.calls.map(([sql], call) => [sql, prepare.mock.contexts[call] as DatabaseSync]),
  )
  prepare.mockRestore()
  const plans = [...asked]
    .filter(([sql]) => /^\s*(SELECT|WITH)/.test(sql))
    .map(([sql, rows]) => [sql, planOf(rows, sql)])
  expect(plans.length).toBeGreaterThan(100)
  expect(plans.filter(([, plan]) => plan!.includes('AUTOMATIC'))).toEqual([])
})

const planOf = (rows: DatabaseSync, sql: string): string => {
  const plan = rows.prepare(`EXPLAIN QUERY PLAN ${sql}`)
  plan.setAllowUnknownNamedParameters(true)
  return plan
    .all({})
    .map(({ detail }) => detail)
    .join('\n')
}
