import { expect, test } from 'vitest'
import type { Output } from '../output.ts'
import { follow } from './follow.ts'
import { analyst } from './testing/analyst.ts'

test('whoever interrupts while a broken connection is waited for is not kept until the wait is over', async () => {
  const interrupted = new AbortController()
  const asking = { ...analyst, signal: interrupted.signal }
  const output: Output = { json: true, watched: false, out: () => {}, err: () => interrupted.abort() }
  await expect(follow(asking, {}, output)).rejects.toMatchObject({ name: 'AbortError' })
})
