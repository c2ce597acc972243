import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEvent, type StoredEvent } from '@concord/kernel'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { encoder } from '../encode.ts'
import { ownership } from '../ownership.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { openSigningKey } from '../signing/signing-key.ts'
import { withoutTexts } from '../stored-event.ts'
import type { Claim } from './claims.ts'
import { latestPlaces } from './latest-places.ts'
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
  const check = openSegmentCheck(owners, register(), false, new Map(), 2)
  const looked = events.map((event, index) => check.look(withoutTexts(index === 0 ? forged(event) : event)))
  expect(looked).toContain(false)
  expect(check.report().difference).toMatchObject({ reason: 'bad-signature', stream: 'watch-INC-1' })
})

test('what is as it was signed passes', async () => {
  const events = await Promise.all([1, 2, 3, 4, 5].map((number) => seenIn(`watch-INC-${number}`, number)))
  const check = openSegmentCheck(owners, register(), false, new Map(), 2)
  expect(events.map((event) => check.look(withoutTexts(event)))).toEqual([true, true, true, true, true])
  expect(check.report()).toMatchObject({ difference: undefined })
})

test('what stands behind a head that was signed after its key had ended is named, whatever the store says of its time', async () => {
  const events = await Promise.all([1, 2, 3].map((number) => seenIn(`watch-INC-${number}`, number)))
  const known = register()
  const ended = { ...known.key(signer.kid, 'watch')!, validUntilMs: Date.parse('2025-04-23T06:00:00Z') }
  const datedBack = (latest: ReadonlyMap<string, bigint>) => {
    const check = openSegmentCheck(owners, { ...known, claim: () => ended }, false, latest)
    for (const event of events) check.look(withoutTexts(event))
    const report = check.report()
    expect(report.difference).toBeUndefined()
    return report.datedBack.map(({ stream }) => stream)
  }
  expect(datedBack(new Map([[signer.kid, 2n]]))).toEqual(['watch-INC-3'])
  expect(datedBack(new Map())).toEqual([])
})

test('the place of a key’s end is that of the first head that was signed after it, clocks apart', () => {
  const keysOf = () => [
    { ...register().key(signer.kid, 'watch')!, validUntilMs: Date.parse('2025-04-23T06:00:00Z') },
  ]
  const head = (position: bigint, at: string, kind: Claim['kind'] = 'signed'): Claim => ({
    ...{ size: Number(position), root: '', by: 'watch', position, kind },
    at,
  })
  const heads = [
    head(10n, '2025-04-23T06:04:59Z'),
    head(20n, '2025-04-23T06:05:00Z', 'countersigned'),
    head(30n, '2025-04-23T06:05:00Z'),
    head(40n, '2025-04-23T07:00:00Z'),
  ]
  expect(latestPlaces({ keysOf }, ['watch'], heads)).toEqual(new Map([[signer.kid, 30n]]))
  expect(latestPlaces({ keysOf }, ['watch'], heads.slice(0, 2))).toEqual(new Map())
})
