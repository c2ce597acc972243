import { UsageError } from '@concord/kernel'
import { expect, it } from 'vitest'
import { askQuestion } from './answered-question.ts'

const asking = { session: { graphql: 'http://127.0.0.1:1/graphql', agencies: [], tokens: [] }, as: 'joc' }

it('tells of a file that is not there, and takes it for no question', async () => {
  const asked = askQuestion(asking, 'nothere.graphql')
  await expect(asked).rejects.toThrow(UsageError)
  await expect(asked).rejects.toThrow('There is no file nothere.graphql')
})

it('refuses a question for fields about persons, before it is asked', async () => {
  const asked = askQuestion(asking, '{ incident(id: "INC-7") { opened { name } } }')
  await expect(asked).rejects.toThrow('A package cannot hold opened fields about persons')
})
