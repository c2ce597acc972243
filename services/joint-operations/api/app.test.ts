import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Reader } from '@concord/access'
import { createAlarm } from '@concord/agency'
import { ok } from '@concord/kernel'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createApp, type JointAppParts } from './app.ts'
import { createMetrics } from './metrics.ts'

const reader: Reader = {
  agency: 'police',
  subject: 'duty-7',
  roles: ['duty-officer'],
  purpose: undefined,
  case: undefined,
}
const standing = () => ({ position: 1n, lagMs: 1_499, stale: false, refused: 0 })

const alarm = createAlarm()

/** The process over plain HTTP, as behind a proxy that ends TLS; an API that answers anything that reaches it. */
const served = async (asksForCertificates: boolean): Promise<string> => {
  const app = createApp({
    api: ((_request: unknown, response: { end(text: string): void }) =>
      response.end('answered')) as unknown as JointAppParts['api'],
    tokens: { verify: async () => ok(reader) },
    standing,
    isReady: () => true,
    metrics: createMetrics({ standing, alarm, isReady: () => true }),
    alarm,
    logger: pino({ level: 'silent' }),
    clock: Date.now,
    mostPerMinute: 100,
    asksForCertificates,
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
}

const ask = async (url: string) => {
  const response = await fetch(url, { headers: { authorization: 'Bearer good' } })
  return [response.status, await response.text()] as const
}

test('where certificates are asked for, a good token alone does not get in', async () => {
  const [status, text] = await ask(await served(true))
  expect(status).toBe(403)
  expect(JSON.parse(text).errors[0].extensions.code).toBe('FORBIDDEN')
})

test('whoever looks whether it is ready is told the lag as readers are: no single event of others shows in it', async () => {
  const response = await fetch((await served(false)).replace('/graphql', '/health/ready'))
  expect(await response.json()).toEqual({ status: 'ready', stale: false, lagMs: 1_000 })
})

test('a standing fault leaves it ready, and is shown to whoever supervises it and counts it', async () => {
  const url = await served(false)
  const told = async () => (await (await fetch(url.replace('/graphql', '/health/ready'))).json()).alarm
  const counted = async () => (await fetch(url.replace('/graphql', '/metrics'))).text()

  alarm.raise('the key is gone')
  expect(await told()).toBe('the key is gone')
  expect(await counted()).toContain('concord_alarm{service="joint-operations"} 1')

  alarm.clear('the key is gone')
  expect(await told()).toBeUndefined()
  expect(await counted()).toContain('concord_alarm{service="joint-operations"} 0')
})

test('where none are asked for, it does', async () => {
  expect(await ask(await served(false))).toEqual([200, 'answered'])
})
