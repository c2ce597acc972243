import { serverAudits } from 'graphql-http'
import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from './testing/api-over.ts'

const { api } = apiOver([])

const withToken: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers)
  headers.set('authorization', `Bearer ${tokenOf('joc', ['analyst'])}`)
  return api.fetch(input as string, { ...init, headers })
}

describe('GraphQL over HTTP, with authentication and every limit on', () => {
  const audits = serverAudits({ url: 'http://localhost/graphql', fetchFn: withToken })

  test('there are 61 audits', () => expect(audits).toHaveLength(61))

  for (const audit of audits) {
    test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn()
      expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok')
    })
  }
})
