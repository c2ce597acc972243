import { expect, test } from 'vitest'
import { query } from './query.ts'

test('a file that is not there is told, and not asked as if it were a question', async () => {
  const session = { graphql: 'http://127.0.0.1:1/graphql', agencies: [], tokens: [] }
  const output = { json: true, watched: false, out: () => {}, err: () => {} }
  await expect(query({ session, as: 'joc/analyst' }, 'nothere.graphql', undefined, output)).rejects.toThrow(
    'There is no file nothere.graphql',
  )
})
