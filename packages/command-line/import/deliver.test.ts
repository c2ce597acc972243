import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DeliveryFailed, deliver } from './deliver.ts'
import type { ReportLine } from './report-line.ts'

let server: Server | undefined
afterEach(() => server?.close())

interface Answer {
  readonly status: number
  readonly body: string
  readonly retryAfter?: string
}

/** An agency that answers one request after the other like this. */
const agencyAnswering = async (...answers: readonly (Answer | Promise<Answer>)[]) => {
  let request = 0
  server = createServer((incoming, response) => {
    incoming.resume().on('end', async () => {
      const answer = await answers[Math.min(request++, answers.length - 1)]!
      const { retryAfter } = answer
      response
        .writeHead(answer.status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
        .end(answer.body)
    })
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' }
}
const line = {
  type: 'T',
  incident: 'I',
  system: 's',
  reference: 'r',
  occurredAt: '2025-04-23T00:00:00Z',
  data: {},
} satisfies ReportLine
const recorded = { status: 200, body: '{"line":1,"status":201}\n' }
const noWait = { wait: async () => {} }

/** A clock that moves by what is waited for, and how long that was each time. */
const clockStopped = () => {
  const waited: number[] = []
  let nowMs = 0
  return {
    waited,
    now: () => nowMs,
    wait: async (ms: number) => {
      waited.push(ms)
      nowMs += ms
    },
  }
}

describe('delivering', () => {
  it('says what became of each line', async () => {
    expect(await deliver([line], await agencyAnswering(recorded), noWait)).toEqual([{ line: 1, status: 201 }])
  })

  it('tries again while the service is away, also when only a line says so', async () => {
    const away = { status: 503, body: '' }
    const lineAway = { status: 200, body: '{"line":1,"status":503}\n' }
    const cut = { status: 200, body: '' }
    expect(await deliver([line], await agencyAnswering(away, lineAway, cut, recorded), noWait)).toEqual([
      { line: 1, status: 201 },
    ])
  })

  it('tells once that the agency or its store is away, and goes on by itself', async () => {
    const told: string[] = []
    const lineAway = { status: 200, body: '{"line":1,"status":503,"code":"store-unavailable"}\n' }
    const to = await agencyAnswering(lineAway, { status: 503, body: '' }, recorded)
    expect(await deliver([line], to, { ...noWait, onAway: (why) => told.push(why) })).toHaveLength(1)
    expect(told).toEqual(['cannot record now (store-unavailable)'])
  })

  it('tells of an agency that is silent while it is still waited for', async () => {
    const { promise: silence, resolve: onSilence } = Promise.withResolvers<number>()
    const to = await agencyAnswering(silence.then(() => recorded))
    expect(await deliver([line], to, { ...noWait, onSilence, silenceMs: 1 })).toHaveLength(1)
    expect(await silence).toBe(1)
  })

  it('tells of nothing while the agency answers', async () => {
    const onAway = (why: string) => expect.unreachable(why)
    await deliver([line], await agencyAnswering(recorded), { ...noWait, onAway })
  })

  it('says so when the agency is back', async () => {
    const told: string[] = []
    const to = await agencyAnswering({ status: 503, body: '' }, recorded)
    await deliver([line], to, { ...noWait, onAway: () => told.push('away'), onBack: () => told.push('back') })
    expect(told).toEqual(['away', 'back'])
  })

  it('waits through a long outage, and gives up when that lasts longer than it may', async () => {
    const to = await agencyAnswering({ status: 503, body: '' })
    const { waited, ...byClock } = clockStopped()
    await expect(deliver([line], to, { ...byClock, patienceMs: 3_600_000 })).rejects.toThrow(
      /cannot record now \(503\), for 60 min/,
    )
    expect(waited.length).toBeGreaterThan(360)
    expect(Math.max(...waited)).toBe(10_000)
  })

  it('does not try again at all where nobody wants to wait', async () => {
    const { waited, ...byClock } = clockStopped()
    const to = await agencyAnswering({ status: 503, body: '' }, recorded)
    await expect(deliver([line], to, { ...byClock, patienceMs: 0 })).rejects.toThrow(DeliveryFailed)
    expect(waited).toEqual([])
  })

  it.each([
    ['that is not there', undefined, /^cannot be reached \(.*ECONNREFUSED/],
    [
      'that is sent too much',
      { status: 429, body: '{"title":"Too many requests"}' },
      /^asks for a pause \(Too many/,
    ],
    ['that breaks off', { status: 200, body: '' }, /^answered 0 of 1 lines and then broke off/],
  ])('tells what is the matter with an agency %s', async (_, answer, matter) => {
    const told: string[] = []
    const to = await agencyAnswering(answer ?? recorded)
    if (answer === undefined) server!.close()
    const failed = deliver([line], to, {
      ...clockStopped(),
      patienceMs: 1_000,
      onAway: (why) => told.push(why),
    })
    await expect(failed).rejects.toThrow(DeliveryFailed)
    expect(told).toEqual([expect.stringMatching(matter)])
  })

  it('waits as long as the agency asks for, within reason', async () => {
    const waited: number[] = []
    const wait = async (ms: number) => void waited.push(ms)
    const asking = (seconds: string) => ({ status: 429, body: '', retryAfter: seconds })
    const to = await agencyAnswering(asking('7'), asking('3600'), asking('soon'), recorded)
    await deliver([line], to, { wait })
    expect(waited).toEqual([7_000, 60_000, 2_000])
  })

  it('ends at once when nobody waits for it any more', async () => {
    const interrupted = new AbortController()
    const to = await agencyAnswering({ status: 503, body: '' })
    const onAway = () => interrupted.abort()
    await expect(deliver([line], to, { signal: interrupted.signal, onAway })).rejects.toThrow(/abort/)
  })

  it('does not repeat what is refused as a whole', async () => {
    const to = await agencyAnswering({ status: 401, body: '{"title":"The token has expired."}' }, recorded)
    await expect(deliver([line], to, noWait)).rejects.toThrow(DeliveryFailed)
  })
})
