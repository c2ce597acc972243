import { expect, test } from 'vitest'
import type { Output } from '../output.ts'
import { follow } from './follow.ts'

test('whoever interrupts while a broken connection is waited for is not kept until the wait is over', async () => {
  const interrupted = new AbortController()
  const asking = {
    session: {
      graphql: 'http://127.0.0.1:1/graphql',
      agencies: [],
      tokens: [{ agency: 'joc', role: 'analyst', token: 't' }],
    },
    as: 'joc/analyst',
    signal: interrupted.signal,
  }
  const output: Output = { json: true, watched: false, out: () => {}, err: () => interrupted.abort() }
  await expect(follow(asking, {}, output)).rejects.toMatchObject({ name: 'AbortError' })
})
