import { randomUUID } from 'node:crypto'
import { readTrustAnchors, rotateKey } from '@concord/event-log'
import type { LogItem, StoredEvent } from '@concord/kernel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

/*
 * A signing key was stolen some time ago, and is revoked from then on.
 */

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest({ CONCORD_RELEASE_TO: 'parks' })
})
afterAll(() => parks.stop())

const report = async (key: string = randomUUID()) => {
  const answer = await parks.command('ReportFire', 'INC-1', {
    key,
    body: { occurredAt: yesterday, data: {} },
  })
  return { status: answer.status, event: (answer.body.events as [{ id: string }])[0].id }
}

/** The next key takes over, and says that the first one ended at a moment. */
const revoke = async (at: string): Promise<void> => {
  const folder = parks.environment.CONCORD_KEYS!
  const [stolen] = parks.agency.log.register.keysOf('parks')
  const rotation = await rotateKey({
    connectionString: parks.node.connectionString,
    agencies: [parks.definition],
    anchors: readTrustAnchors(folder),
    agency: 'parks',
    folder,
    overlapMs: 0,
    ends: [{ kid: stolen!.kid, at, reason: 'compromised' }],
  })
  expect(rotation).toMatchObject({ ok: true, value: { outcome: 'recorded' } })
}

/** What somebody is given of the incident who follows the log from its beginning. */
const followed = async (): Promise<readonly Extract<LogItem, { kind: 'event' | 'refused' }>[]> => {
  const end = new AbortController()
  const items: Extract<LogItem, { kind: 'event' | 'refused' }>[] = []
  for await (const batch of parks.agency.log.follow({ signal: end.signal })) {
    for (const item of batch) {
      if ('event' in item && item.event.stream === 'parks-INC-1') items.push(item)
      if (item.kind === 'caught-up') end.abort()
    }
  }
  return items
}

const saidIn = ({ type, data, metadata }: StoredEvent) => {
  const { retracts } = metadata as { readonly retracts?: string }
  const { event, to } = data as { readonly event?: string; readonly to?: readonly string[] }
  return { type, ...(retracts && { retracts }), ...(event && { event, to }) }
}

test('what it signed since is taken back on record, and can be recorded again', async () => {
  const before = await report()
  await new Promise((resolve) => setTimeout(resolve, 5))
  const stolenAt = new Date().toISOString()
  await new Promise((resolve) => setTimeout(resolve, 5))
  const key = randomUUID()
  const first = await report(key)
  const second = await report()
  const release = await parks.command('GrantRelease', 'INC-1', {
    token: await parks.token({ roles: ['commander'] }),
    body: { occurredAt: yesterday, data: { event: before.event, to: ['police'] } },
  })
  expect(release.status).toBe(201)
  const released = (release.body.events as [{ id: string }])[0].id

  await revoke(stolenAt)

  await vi.waitFor(async () => expect(await followed()).toHaveLength(8), { timeout: 20_000, interval: 100 })
  const all = (await followed()).map((item) => {
    expect(item.kind).toBe('event')
    return saidIn(item.event as StoredEvent)
  })
  expect(all.slice(4)).toEqual([
    { type: 'ReportRetracted', retracts: first.event },
    { type: 'ReportRetracted', retracts: second.event },
    { type: 'ReportRetracted', retracts: released },
    { type: 'ReleaseRevoked', event: before.event, to: ['police'] },
  ])
  expect(parks.logged.join('\n')).toContain('took back what was signed with a key that was revoked')

  const again = await report(key)
  expect(again.status).toBe(201)
  expect(again.event).not.toBe(first.event)
  const repeated = await report(key)
  expect(repeated).toEqual({ status: 201, event: again.event })
  expect(await followed()).toHaveLength(9)
})
