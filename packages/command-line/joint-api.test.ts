import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AnswerError, ask, describeErrors, subscribe } from './joint-api.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** Whoever asks where this is answered, whatever the question. */
const askingWhereAnswered = async (status: number, body: string) => {
  server = createServer((_request, response) => void response.writeHead(status).end(body))
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  const graphql = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  const tokens = [{ agency: 'joc', role: 'analyst', token: 't' }]
  return { session: { graphql, agencies: [], tokens }, as: 'joc/analyst' }
}

test.each([
  ['a page of a proxy', 502, '<html>\n<h1>Bad gateway</h1></html>'],
  ['nothing', 200, ''],
  ['JSON of something else', 404, '"not found"'],
])('%s is no answer, and told as such', async (_, status, body) => {
  const asking = await askingWhereAnswered(status, body)
  const why = new RegExp(`/graphql does not answer like the joint operations: ${status}`)
  await expect(ask(asking, '{ standing { position } }')).rejects.toThrow(why)
  await expect(ask(asking, '{ standing { position } }')).rejects.toThrow(AnswerError)
})

test('an answer is kept as it came, and its errors say where the question is wrong', async () => {
  const answer = {
    errors: [
      {
        message: 'There is no such field.',
        locations: [{ line: 3, column: 2 }],
        path: ['incidents'],
        extensions: { code: 'BAD_REQUEST' },
      },
    ],
    extensions: { concord: { position: '7', lagMs: 0, stale: false, imported: 4 } },
  }
  const response = await ask(await askingWhereAnswered(200, JSON.stringify(answer)), '{}')
  expect(response).toEqual(answer)
  expect(describeErrors(response)).toBe('BAD_REQUEST: There is no such field. (line 3, column 2)')
})

test('a subscription that is refused by somebody else is no answer either', async () => {
  const asking = await askingWhereAnswered(502, '<html></html>')
  const changes = subscribe(asking, 'subscription { changes { position } }', {})
  await expect(changes[Symbol.asyncIterator]().next()).rejects.toThrow(AnswerError)
})

test.each([
  ['half an answer', '{"data"'],
  ['something else', '"bad gateway"'],
])('a subscription on which %s comes ends as one that is not answered', async (_, data) => {
  const asking = await askingWhereAnswered(200, `event: next\ndata: ${data}\n\n`)
  const changes = subscribe(asking, 'subscription { changes { position } }', {})
  await expect(changes[Symbol.asyncIterator]().next()).rejects.toThrow(AnswerError)
})
