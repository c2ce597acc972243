import { expect, test } from 'vitest'
import { errorCodes } from './api-error.ts'
import { apiOver, tokenOf } from './testing/api-over.ts'
import { borderNightLog } from './testing/border-night.ts'

const { api, ask, send } = apiOver(borderNightLog, {}, { log: { error: () => {} } })
const analyst = tokenOf('joc', ['analyst'])

const without = (query: string) =>
  api.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })

test('without a token nothing is answered, not even what the schema is', async () => {
  const response = await without('{ __schema { queryType { name } } }')

  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
  expect(await response.json()).toEqual({
    errors: [
      {
        message: expect.stringContaining('token is required') as string,
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  })
})

test('a token that is none is refused before anything is parsed', async () => {
  const response = await send('forged', { query: 'this is no query' })

  expect(response.status).toBe(401)
})

test('the schema can be read by whoever has a token', async () => {
  const { data } = await ask(analyst, '{ __schema { queryType { name } } }')

  expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } })
})

test.each([
  ['{ nothing }', 'BAD_REQUEST'],
  ['{ incident', 'BAD_REQUEST'],
  ['{ incident(id: "INC-1", asOf: { valid: "2025-04-23T20:00:00" }) { id } }', 'BAD_INPUT'],
  ['{ incidents(first: 101) { totalCount } }', 'BAD_INPUT'],
  ['{ incidents(after: "zzz") { totalCount } }', 'BAD_INPUT'],
  [`{ events(filter: { text: "${'x'.repeat(201)}" }) { totalCount } }`, 'BAD_INPUT'],
  ['{ incidents(filter: { box: { west: 0, south: 9, east: 1, north: 2 } }) { totalCount } }', 'BAD_INPUT'],
  ['{ integrity { intact } }', 'FORBIDDEN'],
  ['{ reads { totalCount } }', 'FORBIDDEN'],
  ['{ then: standing { position } }', 'BAD_REQUEST'],
  ['mutation { erase }', 'BAD_REQUEST'],
])('%s fails with %s', async (query, code) => {
  const { errors } = await ask(analyst, query)

  expect(errors?.map((error) => error.extensions.code)).toEqual([code])
  expect(errorCodes).toContain(code)
})

test('a fault on this side is told as one, without what went wrong, where and in which file', async () => {
  const broken = apiOver(
    [],
    {
      picture: {
        ...apiOver([]).picture,
        incidents: () => {
          throw new Error('secret detail of a query over /srv/concord')
        },
      },
    },
    { log: { error: () => {} } },
  )

  const response = await broken.send(analyst, { query: '{ incidents { totalCount } }' })
  const body = await response.text()

  expect(body).not.toMatch(/secret|srv|stack|\.ts/)
  expect(JSON.parse(body).errors[0].extensions.code).toBe('INTERNAL')
})

test('what is withheld and what does not exist are answered alike', async () => {
  const corrections = tokenOf('corrections', ['commander'])
  const asked = async (id: string) => ask(corrections, 'query ($id: ID!) { event(id: $id) { id } }', { id })

  expect(await asked('P-1')).toEqual(await asked('P-9'))
})

test('several operations in one request are refused', async () => {
  const response = await send(analyst, [{ query: '{ __typename }' }, { query: '{ __typename }' }])

  expect(response.status).toBe(400)
})
