import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MB = 1024 * 1024
const main = fileURLToPath(new URL('./testing/heap-telling-main.ts', import.meta.url))

test('given a process whose heap is bounded, the thread that writes has the smaller bound of its own', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=600', main])
  const mayGrowTo: Readonly<Record<'main' | 'thread', number>> = JSON.parse(stdout)

  expect(mayGrowTo.main).toBeGreaterThan(600 * MB)
  expect(mayGrowTo.thread).toBeLessThan(200 * MB)
})
