import { expect, onTestFinished, test, vi } from 'vitest'
import type { Output } from '../output.ts'
import { follow } from './follow.ts'
import { analyst } from './testing/analyst.ts'

test('whoever interrupts while a broken connection is waited for is not kept until the wait is over', async () => {
  const interrupted = new AbortController()
  const asking = { ...analyst, signal: interrupted.signal }
  const output: Output = { json: true, watched: false, out: () => {}, err: () => interrupted.abort() }
  await expect(follow(asking, {}, output)).rejects.toMatchObject({ name: 'AbortError' })
})

test('who is cut off between what a release let them see and the release goes on there, and is shown nothing twice', async () => {
  const interrupted = new AbortController()
  const asked: unknown[] = []
  const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, request) => {
    asked.push(JSON.parse(String(request!.body)).variables)
    if (asked.length === 2) interrupted.abort()
    const change = { data: { changes: { place: '120.1', event: null } } }
    return new Response(`event: next\nid: 120.1\ndata: ${JSON.stringify(change)}\n\nevent: complete\n\n`)
  })
  onTestFinished(() => fetch.mockRestore())
  const asking = { ...analyst, signal: interrupted.signal }
  const output: Output = { json: true, watched: false, out: () => {}, err: () => {} }
  await follow(asking, { after: '100' }, output).catch(() => undefined)
  expect(asked).toEqual([
    { after: '100', place: null, incident: null },
    { after: '100', place: '120.1', incident: null },
  ])
})

test('a connection that breaks off is taken up again after what came on it', async () => {
  const interrupted = new AbortController()
  const asked: unknown[] = []
  const fetch = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, request) => {
    asked.push(JSON.parse(String(request!.body)).variables.place)
    if (asked.length === 2) interrupted.abort()
    return new Response(brokenOffAfter(`event: next\ndata: {"data":{"changes":{"place":"7"}}}\n\n`))
  })
  onTestFinished(() => fetch.mockRestore())
  const told: string[] = []
  const output: Output = { json: true, watched: false, out: () => {}, err: (line) => told.push(line) }
  await follow({ ...analyst, signal: interrupted.signal }, {}, output)
  expect(asked).toEqual([null, '7'])
  expect(told).toEqual([expect.stringMatching(/broken off the connection: .*; trying again$/)])
})

const brokenOffAfter = (text: string): ReadableStream<Uint8Array> => {
  let isSent = false
  return new ReadableStream({
    pull: (controller) => {
      if (isSent) controller.error(new TypeError('terminated'))
      else controller.enqueue(new TextEncoder().encode(text))
      isSent = true
    },
  })
}
