import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { printStatus } from './status.ts'

/** A process that says this of itself. */
const processSaying = async (status: number, body: unknown): Promise<string> => {
  const server = createServer(
    (_request, response) => void response.writeHead(status).end(JSON.stringify(body)),
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What is printed of the joint operations and these agencies, and whether all are ready. */
const statusOf = async (joint: string, agencies: Readonly<Record<string, string>>) => {
  const printed: string[] = []
  const output = { json: true, watched: false, out: (line: string) => printed.push(line), err: () => {} }
  const addresses = Object.entries(agencies).map(([name, url]) => ({
    name,
    title: name,
    url,
    records: [],
    open: [],
  }))
  const ready = await printStatus(
    { graphql: `${joint}/graphql`, agencies: addresses, tokens: [] },
    {},
    output,
  )
  return { ready, states: JSON.parse(printed.join('')) as { state: string; why?: string }[] }
}

test('all are ready where each process says so', async () => {
  const joint = await processSaying(200, { status: 'ready', stale: false, lagMs: 0 })
  const police = await processSaying(200, { status: 'ready' })
  const { ready, states } = await statusOf(joint, { police })
  expect([ready, states.map(({ state }) => state)]).toEqual([true, ['ready', 'ready']])
})

test('who is ready and calls for somebody is told with what it says, and not as well', async () => {
  const joint = await processSaying(200, { status: 'ready', stale: false, lagMs: 0 })
  const police = await processSaying(200, { status: 'ready', alarm: 'the log was rewritten' })
  const { ready, states } = await statusOf(joint, { police })
  expect([ready, states]).toMatchObject([
    false,
    [{ state: 'ready' }, { state: 'alarm', why: 'the log was rewritten' }],
  ])
})

test('who is not ready is told with what it says, and who does not answer as away', async () => {
  const joint = await processSaying(200, { status: 'ready', stale: true, lagMs: 9 })
  const police = await processSaying(503, { status: 503, detail: 'The log does not answer.' })
  const border = 'http://127.0.0.1:1'
  const { ready, states } = await statusOf(joint, { police, border })
  expect([ready, states]).toMatchObject([
    false,
    [
      { state: 'stale', why: 'the log cannot be reached' },
      { state: 'not-ready', why: 'The log does not answer.' },
      { state: 'away', why: expect.stringMatching(/./) },
    ],
  ])
})
