import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Reader } from '../reader.ts'
import { boundedCounts } from './bounded-counts.ts'
import { callerLimits } from './caller-limits.ts'

let nowMs = 0
let server: ReturnType<typeof createServer>
let address: string

/** A service whose tokens are names: `good-anna` is verified, anything else is refused. */
beforeEach(async () => {
  nowMs = Date.parse('2025-04-23T12:00:00Z')
  const limits = callerLimits({
    clock: () => nowMs,
    readerOf: (_, response) => response.locals.reader as Reader,
    refusedPerMinute: 3,
    knownPerMinute: 5,
    answer: (response, retryAfterS) => void response.status(429).send(`Try again in ${retryAfterS} s.`),
  })
  const service = express().get('/', (request, response, next) => {
    const token = request.headers.authorization ?? ''
    if (!token.startsWith('good-')) {
      limits.refused(request, response, () => response.sendStatus(401))
      return
    }
    response.locals.reader = { agency: 'police', subject: token }
    limits.known(request, response, (fault) => (fault ? next(fault) : response.sendStatus(200)))
  })
  server = createServer(service).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const ask = (token: string) => fetch(address, { headers: { authorization: token } })
const statuses = async (token: string, times: number): Promise<number[]> => {
  const seen: number[] = []
  for (let time = 0; time < times; time++) seen.push((await ask(token)).status)
  return seen
}

describe('limits on callers', () => {
  test('whoever keeps sending bad tokens is told to wait, in words and in seconds', async () => {
    expect(await statuses('bad', 5)).toEqual([401, 401, 401, 429, 429])
    const refused = await ask('bad')
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await refused.text()).toBe('Try again in 60 s.')
  })

  test('whoever has to wait does so for a minute, though the clock is put back by a day', async () => {
    await statuses('good-anna', 5)
    expect(await statuses('good-anna', 1)).toEqual([429])
    nowMs -= 86_400_000
    expect((await ask('good-anna')).headers.get('retry-after')).toBe('60')
    nowMs += 60_000
    expect(await statuses('good-anna', 1)).toEqual([200])
  })

  test('a good token passes although somebody at the same address is being refused', async () => {
    await statuses('bad', 50)
    expect(await statuses('good-anna', 5)).toEqual([200, 200, 200, 200, 200])
  })

  test('a subject who asks too often is told to wait, and nobody else', async () => {
    expect(await statuses('good-anna', 7)).toEqual([200, 200, 200, 200, 200, 429, 429])
    expect(await statuses('good-boris', 1)).toEqual([200])
  })

  test('bad tokens that claim a name do not use up what that name may ask', async () => {
    await statuses('bad good-anna', 50)
    expect(await statuses('good-anna', 1)).toEqual([200])
  })

  test('a minute later all is forgotten', async () => {
    await statuses('good-anna', 7)
    nowMs += 60_000
    expect(await statuses('good-anna', 1)).toEqual([200])
  })
})

describe('the counts', () => {
  test('are bounded: beyond the bound the one unused for longest is forgotten', async () => {
    const counts = boundedCounts(() => nowMs, 60_000, 2)
    for (const key of ['a', 'b', 'a', 'c']) await counts.increment(key)
    expect(await counts.get!('a')).toMatchObject({ totalHits: 2 })
    expect(await counts.get!('b')).toBeUndefined()
    expect(await counts.get!('c')).toMatchObject({ totalHits: 1 })
  })

  test('can be taken back and reset, and end with their window', async () => {
    const counts = boundedCounts(() => nowMs, 60_000, 2)
    await counts.increment('a')
    await counts.increment('a')
    await counts.decrement('a')
    expect(await counts.get!('a')).toMatchObject({ totalHits: 1 })
    await counts.resetKey('a')
    expect(await counts.get!('a')).toBeUndefined()
    await counts.increment('b')
    nowMs += 60_000
    expect(await counts.get!('b')).toBeUndefined()
  })
})
