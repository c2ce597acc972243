import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type EventLog, ok } from '@concord/kernel'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { createAlarm } from '../process/alarm.ts'
import { healthRoutes } from './health-routes.ts'
import { createMetrics } from './metrics.ts'

const countedReady = async (head: EventLog['head']): Promise<string | undefined> => {
  const alarm = createAlarm()
  const metrics = createMetrics('parks', { inFlight: () => 0, alarm })
  const server = express()
    .use(healthRoutes({ log: { head }, alarm, metrics, halted: () => undefined }))
    .listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const text = await (
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)
  ).text()
  return /^concord_ready\{.*\} (\d)$/m.exec(text)?.[1]
}

test('metrics are told although the log does not answer, and say that no command can be taken', async () => {
  expect(await countedReady(() => new Promise(() => {}))).toBe('0')
  expect(await countedReady(async () => ok(1n))).toBe('1')
})
