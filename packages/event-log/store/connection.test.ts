import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openConnection } from './connection.ts'

const password = 'pass-CANARY-word'

test.each([
  ['a port that is none', `esdb://admin:${password}@127.0.0.1:none`],
  ['a setting that is none', `esdb://admin:${password}@127.0.0.1:2113?tls=perhaps`],
  ['no host', `esdb://admin:${password}@`],
])('a connection string with %s is refused without repeating it', async (_, connectionString) => {
  const failure = await openConnection(connectionString)
    .call(async () => 'never')
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Error)
  expect((failure as Error).message).toContain('connection string')
  expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('CANARY')
})

test('a store that is not there is told of without the password', async () => {
  const connection = openConnection(`esdb://admin:${password}@127.0.0.1:1?tls=false`, 2_000)
  const called = await connection.call((client) => client.deleteStream('police-1'))
  await connection.close()
  expect(called).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
  expect(inspect(called, { depth: 10 })).not.toContain('CANARY')
})

test('a call after the line was closed is told that, as of any line that is away', async () => {
  const connection = openConnection('esdb://127.0.0.1:1?tls=false')
  await connection.close()
  expect(await connection.call((client) => client.deleteStream('police-1'))).toMatchObject({
    ok: false,
    error: { kind: 'unavailable', detail: expect.stringContaining('closed') },
  })
})
