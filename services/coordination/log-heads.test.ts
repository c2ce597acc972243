import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openLogTree } from '@concord/event-log'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type CoordinationInTest, startCoordinationInTest } from './process/testing/coordination-in-test.ts'

let at: CoordinationInTest
beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(() => at.stop())

/** The process of the joint centre; where it serves, once it does. */
const startCentre = async (): Promise<string> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, ...at.environment, CONCORD_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.kill('SIGKILL')) await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, url } = JSON.parse(line)
    if (msg === 'serving') {
      child.stdout.resume()
      return url
    }
  }
  throw new Error('The process of the joint centre ended before it served.')
}

test('the joint centre calls for somebody when the log does not continue the tree of its heads, and is ready all the same', async () => {
  const data = at.environment.CONCORD_DATA!
  mkdirSync(data, { recursive: true })
  const tree = openLogTree(join(data, 'tree'))
  tree.append([{ hash: Buffer.alloc(32, 7).toString('base64url'), position: 0n }])
  tree.save()
  tree.close()

  const url = await startCentre()
  const said = async () => {
    const response = await fetch(`${url}/health/ready`)
    return [response.status, await response.json()]
  }
  await expect
    .poll(said, { timeout: 60_000 })
    .toEqual([200, { status: 'ready', alarm: 'no log head is signed any more, its log file says why' }])
})
