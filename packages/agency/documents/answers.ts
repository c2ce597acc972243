import { problems } from '../problem.ts'

/** An answer in JSON, whose schema stands in the document under this name. */
const json = (name: string, description: string, type = 'application/json') => ({
  description,
  content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
})

/** What each address answers with when all goes well. */
export const answers = {
  commands: json('Commands', 'Every command with its event, roles and address.'),
  page: {
    description: 'For a browser, which asks for HTML: Location is the address of the documentation.',
  },
  foreseen: json('Foreseen', 'What the command would bring about. Nothing was recorded.'),
  results: json('LineResult', 'One result a line, in the order of the lines.', 'application/x-ndjson'),
  records: json('Records', 'A page of records; ETag is the revision.'),
  record: json('Record', 'The record.'),
  held: json('Held', 'What is held, or would be erased.'),
}

/** What a request may be refused with, by status: the problems of the closed list that have it. */
export const problemAnswers = (...statuses: readonly number[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(problems).filter(([, known]) => known.status === status)
      return [
        status,
        {
          description: codes.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]
    }),
  )
