import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { MOST_STATEMENTS, statementsOf } from './statements.ts'

test('a statement is prepared once while it is used, and however many are asked for, so many are kept', () => {
  const database = new DatabaseSync(':memory:')
  const prepared: string[] = []
  const sql = statementsOf({
    prepare: (text) => {
      prepared.push(text)
      return database.prepare(text)
    },
  })
  for (let each = 0; each < 2 * MOST_STATEMENTS; each++) {
    expect(sql(`SELECT ${each} AS said`).get()).toEqual({ said: each })
    expect(sql('SELECT 0 AS used').get()).toEqual({ used: 0 })
  }
  const times = (text: string): number => prepared.filter((one) => one === text).length
  sql('SELECT 0 AS said')
  expect([times('SELECT 0 AS used'), times('SELECT 1 AS said'), times('SELECT 0 AS said')]).toEqual([1, 1, 2])
  database.close()
})
