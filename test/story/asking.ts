import type { Role } from '@concord/access'
import type { RecordedEvent } from '@concord/kernel'
import { apiOver, tokenOf } from '../../services/joint-operations/api/testing/api-over.ts'
import type { Asker, AsOf, Data, Question } from './question.ts'

/** Asks over GraphQL and gives the data of the answer; fails when there are errors. */
export type Query = (asker: Asker, text: string, variables?: object) => Promise<Data>

/** The joint operations over these events, in process. */
export const asking = (events: readonly RecordedEvent[]) => {
  const { ask } = apiOver(events)
  const query: Query = async ({ agency, role }, text, variables = {}) => {
    const { data, errors } = await ask(tokenOf(agency, [role as Role]), text, { ...variables })
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }
  /** The answer in words to a question that people ask. */
  const answer = async (asker: Asker, { asks, toAnswer }: Question): Promise<string> => {
    const answers: Data[] = []
    for (const { as = asker, query: text, variables } of asks) answers.push(await query(as, text, variables))
    return toAnswer(...answers)
  }
  /** What the centre sees of an incident, at any two moments. */
  const ofIncident =
    (id: string, fields: string) =>
    async (asOf: AsOf = {}): Promise<Data[string]> => {
      const text = `query ($id: ID!, $asOf: AsOf) { incident(id: $id, asOf: $asOf) { ${fields} } }`
      return (await query({ agency: 'joc', role: 'coordinator' }, text, { id, asOf })).incident
    }
  return { query, answer, ofIncident }
}
