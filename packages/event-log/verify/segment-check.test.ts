import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEvent, type StoredEvent } from '@concord/kernel'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { encoder } from '../codec/encode.ts'
import { withoutTexts } from '../form/stored-event.ts'
import { ownership } from '../ownership.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { openSigningKey } from '../signing/signing-key.ts'
import { type HeadTime, headTimes } from './head-times.ts'
import type { RootClaim } from './root-claims.ts'
import { openSegmentCheck } from './segment-check.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-segment-'))
afterAll(() => rmSync(folder, { recursive: true }))

const Seen = defineEvent({
  type: 'Seen',
  schemaVersion: 1,
  command: 'ReportSeen',
  description: 'Somebody saw something.',
  data: z.object({ what: z.string() }),
})
const owners = ownership([{ name: 'watch', events: [Seen] }])
const signer = openSigningKey(folder, 'watch')
const register = () => openKeyRegister({ watch: { kid: signer.kid, x: signer.x } })
const noKeys = { keyFor: async () => Promise.reject(new Error('nothing is sealed here')) }
const encode = encoder(owners, noKeys, signer)

/** One signed event in a stream of its own. */
const seenIn = async (stream: string, position: number): Promise<StoredEvent> => {
  const id = randomUUID()
  const [encoded] = await encode(stream, { revision: 'no-stream', hash: null }, [
    {
      id,
      type: 'Seen',
      data: { what: 'a light' },
      envelope: {
        schemaVersion: 1,
        commandId: id,
        $correlationId: id,
        $causationId: id,
        occurredAt: '2025-04-23T13:20:00+08:00',
        agency: 'watch',
        actor: { subject: 'duty-1', role: 'duty-officer', agency: 'watch' },
        mode: 'operational',
        marking: { tlp: 'AMBER' },
      },
    },
  ])
  return { ...encoded!.chained, position: BigInt(position), recordedAt: '2025-04-23T05:21:00Z' }
}

const forged = (event: StoredEvent): StoredEvent => ({ ...event, data: { what: 'nothing' } })

test('a wrong signature is found, though its stream was settled long before the segment ends', async () => {
  const events = await Promise.all([1, 2, 3, 4, 5].map((number) => seenIn(`watch-INC-${number}`, number)))
  const check = openSegmentCheck(owners, register(), { every: false, mostPending: 2 })
  const looked = events.map((event, index) => check.look(withoutTexts(index === 0 ? forged(event) : event)))
  expect(looked).toContain(false)
  expect(check.report().difference).toMatchObject({ reason: 'bad-signature', stream: 'watch-INC-1' })
})

test('what is as it was signed passes', async () => {
  const events = await Promise.all([1, 2, 3, 4, 5].map((number) => seenIn(`watch-INC-${number}`, number)))
  const check = openSegmentCheck(owners, register(), { every: false, mostPending: 2 })
  expect(events.map((event) => check.look(withoutTexts(event)))).toEqual([true, true, true, true, true])
  expect(check.report()).toMatchObject({ difference: undefined })
})

/* The events were recorded at 05:21, as the store says. */
const head = (position: bigint, at: string, kind: RootClaim['kind'] = 'signed'): RootClaim => ({
  ...{ size: Number(position), root: '', by: 'watch', position, before: position, kind },
  at,
})
const datedBack = async (heads: readonly HeadTime[], validUntilMs = Number.POSITIVE_INFINITY) => {
  const events = await Promise.all([1, 2, 3].map((number) => seenIn(`watch-INC-${number}`, number)))
  const known = register()
  const key = { ...known.key(signer.kid, 'watch')!, validUntilMs }
  const check = openSegmentCheck(owners, { ...known, claim: () => key }, { every: false, heads })
  for (const event of events) check.look(withoutTexts(event))
  const report = check.report()
  expect(report.difference).toBeUndefined()
  return report.datedBack
}

test('what is said to be recorded before a head was signed that does not cover it is named, clocks apart', async () => {
  const after = async (at: string, position = 2n) =>
    (await datedBack(headTimes([head(position, at)]))).map(({ stream }) => stream)
  expect(await after('2025-04-23T05:26:00.001Z')).toEqual(['watch-INC-3'])
  expect(await after('2025-04-23T05:26:00.001Z', 0n)).toEqual(['watch-INC-1', 'watch-INC-2', 'watch-INC-3'])
  expect(await after('2025-04-23T05:26:00Z')).toEqual([])
  expect(await after('2025-04-23T07:00:00Z', 3n)).toEqual([])
  expect(await datedBack([])).toEqual([])
})

test('whether it counts only because of that time is told: its key had ended when the head was signed', async () => {
  const ended = Date.parse('2025-04-23T06:00:00Z')
  const detailAfter = async (at: string) => (await datedBack(headTimes([head(2n, at)]), ended))[0]?.detail
  expect(await detailAfter('2025-04-23T06:05:00Z')).toMatch(/when its key had already ended/)
  expect(await detailAfter('2025-04-23T06:04:59Z')).not.toMatch(/when its key had already ended/)
})

test('only what an agency signed as a head says when, and no head makes an earlier one say less', () => {
  const heads = [
    head(10n, '2025-04-23T06:00:00Z', 'countersigned'),
    head(20n, '2025-04-23T06:00:00Z'),
    head(30n, '2025-04-23T05:00:00Z'),
    head(40n, '2025-04-23T07:00:00Z'),
  ]
  expect(headTimes(heads).map(({ position }) => position)).toEqual([20n, 40n])
})
