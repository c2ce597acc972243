import { expect, test } from 'vitest'
import { apiOver, tokenOf } from './testing/api-over.ts'

const faults: unknown[] = []
const { api } = apiOver([], {}, { log: { error: (fault) => faults.push(fault) } })
const authorization = `Bearer ${tokenOf('joc', ['analyst'])}`
const form = 'application/x-www-form-urlencoded'

test.each([
  ['variables of an address', 'GET', 'variables={'],
  ['extensions of an address', 'GET', 'extensions=no'],
  ['variables of a form', 'POST', 'variables={'],
])('%s that are no JSON are the caller’s fault, and none of ours', async (_, method, said) => {
  const asked = `query={__typename}&${said}`
  const response = await api.fetch(`http://localhost/graphql${method === 'GET' ? `?${asked}` : ''}`, {
    method,
    headers: { authorization, ...(method === 'POST' && { 'content-type': form }) },
    ...(method === 'POST' && { body: asked }),
  })

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  expect(faults).toEqual([])
})
