import type { Plugin } from 'graphql-yoga'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useEventStream } from './event-stream.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const MINUTE_MS = 60_000

/** The response to a subscription that has something to say whenever it is asked, and whether it was let go. */
const subscribed = () => {
  let isOver = false
  const results = async function* () {
    try {
      for (let position = 1; ; position++)
        yield { data: { position }, extensions: { concord: { position: String(position) } } }
    } finally {
      isOver = true
    }
  }
  let response: Response | undefined
  const { onResultProcess } = useEventStream() as Required<Pick<Plugin, 'onResultProcess'>>
  void onResultProcess({
    result: results(),
    request: new Request('http://127.0.0.1/graphql', { headers: { accept: 'text/event-stream' } }),
    setResultProcessor: (process: (result: unknown, fetchAPI: unknown) => Response) => {
      response = process(results(), { Response, ReadableStream })
    },
  } as never)
  const reader = response!.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>
  const read = async () => new TextDecoder().decode((await reader.read()).value)
  return { read, cancel: () => reader.cancel(), isOver: () => isOver }
}

test('each result carries its place as the id of its event', async () => {
  const { read, cancel } = subscribed()
  expect(await read()).toBe(':\n\n')
  expect(await read()).toBe(
    'event: next\nid: 1\ndata: {"data":{"position":1},"extensions":{"concord":{"position":"1"}}}\n\n',
  )
  await cancel()
})

test('a client that takes nothing for long is let go, and what it had asked for ends', async () => {
  const { read, isOver } = subscribed()
  await read()
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS)
  expect(isOver()).toBe(true)
})

test('one that goes on taking is not', async () => {
  const { read, cancel, isOver } = subscribed()
  for (let minute = 0; minute < 5; minute++) {
    await read()
    await vi.advanceTimersByTimeAsync(MINUTE_MS / 2)
  }
  expect(isOver()).toBe(false)
  await cancel()
  expect(isOver()).toBe(true)
})
