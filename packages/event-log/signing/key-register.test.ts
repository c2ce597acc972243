import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventDefinition, StoredEvent } from '@concord/kernel'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { encoder } from '../codec/encode.ts'
import { canonicalForm, leafHash } from '../form/canonical-form.ts'
import { withoutTexts } from '../form/stored-event.ts'
import { type KeyEnd, keyStream, SigningKeyRegistered, SigningKeyRotated } from '../own-events/key-events.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { ownership } from '../ownership.ts'
import { openKeyRegister } from './key-register.ts'
import { makeSigningKey, type SigningKey } from './signing-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-register-'))
afterAll(() => rmSync(folder, { recursive: true }))

const key = (name: string): SigningKey => makeSigningKey(join(folder, `${name}.pem`), 'police')
const [first, second, third, fourth] = ['1', '2', '3', '4'].map(key) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
]
const [thiefs, thiefsNext] = [key('thief'), key('thief-next')]
const { kid, x } = first
const anchors = { police: { kid, x, next: second.kid } }
const owners = ownership([{ name: 'police', events: [] }])
const nothingToSeal = { keyFor: () => Promise.reject(new Error('nothing is sealed here')) }

const start = Date.parse('2026-01-05T10:00:00Z')
const minute = (count: number): string => new Date(start + count * 60_000).toISOString()

/** An entry of the key stream, one a minute, whoever signs it. */
type Entry = readonly [signer: SigningKey, definition: EventDefinition, fields: object]
const stored = async (...entries: readonly Entry[]): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (const [index, [signer, definition, fields]] of entries.entries()) {
    const before = events.at(-1)
    const head = before
      ? { revision: index - 1, hash: leafHash(canonicalForm(before)) }
      : ({ revision: 'no-stream', hash: null } as const)
    const encode = encoder(owners, nothingToSeal, signer)
    const event = ownEvent('police', definition, fields, new Date(start))
    const [encoded] = await encode(keyStream('police'), head, [event])
    events.push({ ...encoded!.chained, position: BigInt(index), recordedAt: minute(index) })
  }
  return events
}
const registered: Entry = [first, SigningKeyRegistered, { ...anchors.police, validFrom: minute(0) }]
const rotated = (
  taking: SigningKey,
  {
    signer = taking,
    replaces = first.kid,
    next = third.kid,
    ends = [{ kid: replaces, at: minute(60), reason: 'replaced' }] as readonly KeyEnd[],
  },
): Entry => [
  signer,
  SigningKeyRotated,
  { kid: taking.kid, x: taking.x, next, validFrom: minute(0), replaces, ends },
]
const registerOf = (
  events: readonly StoredEvent[],
  trusted: Parameters<typeof openKeyRegister>[0] = anchors,
) => {
  const register = openKeyRegister(trusted)
  const refused = register
    .load('police', events)
    .map(({ event, refusal }) => [event.revision, refusal.detail])
  const keys = register.keysOf('police').map((each) => [each.kid, each.validUntilMs])
  return { register, refused, keys }
}

describe('a rotation', () => {
  test('reveals the key that was named before, names the next one, and ends the one before', async () => {
    const events = await stored(
      registered,
      rotated(second, {}),
      rotated(third, { replaces: second.kid, next: fourth.kid }),
    )
    const { keys, refused } = registerOf(events)
    expect(refused).toEqual([])
    expect(keys).toEqual([
      [first.kid, start + 3_600_000],
      [second.kid, start + 3_600_000],
      [third.kid, Number.POSITIVE_INFINITY],
    ])
  })

  test('is recovery where the key before was stolen: it ends that one in the past, and earlier ones too', async () => {
    const ends: readonly KeyEnd[] = [
      { kid: second.kid, at: minute(-10), reason: 'compromised' },
      { kid: first.kid, at: minute(-20), reason: 'compromised' },
    ]
    const events = await stored(
      registered,
      rotated(second, {}),
      rotated(third, { replaces: second.kid, next: fourth.kid, ends }),
    )
    const { keys, refused, register } = registerOf(events)
    expect(refused).toEqual([])
    expect(keys.map(([, until]) => until)).toEqual([
      start - 1_200_000,
      start - 600_000,
      Number.POSITIVE_INFINITY,
    ])
    // The entries of the ended keys stay what they were.
    for (const event of events)
      expect(register.claim('police', withoutTexts(event))).not.toHaveProperty('reason')
  })

  test('never gives an ended key more time', async () => {
    const ends = (at: string): readonly KeyEnd[] => [
      { kid: first.kid, at, reason: 'lost' },
      { kid: second.kid, at: minute(30), reason: 'replaced' },
    ]
    const events = await stored(
      registered,
      rotated(second, { ends: [{ kid: first.kid, at: minute(5), reason: 'compromised' }] }),
      rotated(third, { replaces: second.kid, next: fourth.kid, ends: ends(minute(500)) }),
    )
    expect(registerOf(events).keys[0]).toEqual([first.kid, start + 300_000])
  })

  test('takes from what was recorded before it the force that it has now, not that which it had then', async () => {
    const ends: readonly KeyEnd[] = [{ kid: first.kid, at: minute(-10), reason: 'compromised' }]
    const events = await stored(registered, rotated(second, { ends }))
    const { register } = registerOf(events)
    const [told] = register.keysOf('police')[0]!.ends
    const claimed = (place: Pick<StoredEvent, 'position' | 'recordedAt'>, judged: 'now' | 'then') => {
      const event = { ...events[0]!, stream: 'police-INC-1', ...place }
      return 'reason' in register.claim('police', withoutTexts(event), judged)
        ? 'without force'
        : 'with force'
    }
    const before = { position: told!.toldAt - 1n, recordedAt: minute(-5) }
    const after = { position: told!.toldAt + 1n, recordedAt: minute(2) }
    expect([claimed(before, 'then'), claimed(before, 'now')]).toEqual(['with force', 'without force'])
    expect([claimed(after, 'then'), claimed(after, 'now')]).toEqual(['without force', 'without force'])
    const earlier = { position: 0n, recordedAt: minute(-15) }
    expect([claimed(earlier, 'then'), claimed(earlier, 'now')]).toEqual(['with force', 'with force'])
  })

  test('of an anchor that names no next key counts nowhere', async () => {
    const events = await stored(registered, rotated(second, {}))
    const { refused, keys } = registerOf(events, { police: { kid, x } })
    expect(refused).toEqual([[1, expect.stringContaining('names no next key')]])
    expect(keys).toEqual([[first.kid, Number.POSITIVE_INFINITY]])
  })
})

describe('a thief who holds the present key', () => {
  test.each<[string, Entry]>([
    ['a key of the thief, signed by itself', rotated(thiefs, { next: thiefsNext.kid })],
    [
      'a key of the thief, signed by the stolen one',
      rotated(thiefs, { signer: first, next: thiefsNext.kid }),
    ],
    ['the rightful next key, without holding it', rotated(second, { signer: first, next: thiefsNext.kid })],
    ['the stolen key itself', rotated(first, { next: thiefsNext.kid })],
    [
      'a first key that names another next one',
      [first, SigningKeyRegistered, { kid, x, next: thiefs.kid, validFrom: minute(0) }],
    ],
  ])('rotates to nothing: %s', async (_, attempt) => {
    const events = await stored(registered, attempt, rotated(second, {}))
    const { refused, keys } = registerOf(events)
    expect(refused).toMatchObject([[1, expect.any(String)]])
    expect(keys.map(([each]) => each)).toEqual([first.kid, second.kid])
  })

  test('whatever is written into the stream of keys, changes nothing and does not keep the rightful key away', async () => {
    const kids = [first, second, third, thiefs, thiefsNext].map((each) => each.kid)
    const end = fc.record({
      kid: fc.constantFrom(...kids),
      at: fc.integer({ min: -1_000, max: 1_000 }).map(minute),
      reason: fc.constantFrom('replaced', 'compromised', 'lost'),
    })
    const fields = fc.record({
      named: fc.constantFrom(first, second, third, thiefs),
      next: fc.constantFrom(...kids),
      replaces: fc.constantFrom(...kids),
      ends: fc.array(end, { minLength: 1, maxLength: 3 }),
      signer: fc.constantFrom(first, thiefs),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 4 }), async (attempts) => {
        const entries = attempts.map(({ named, signer, next, replaces, ends }) =>
          rotated(named, { signer, next, replaces, ends: ends as readonly KeyEnd[] }),
        )
        const { refused, keys } = registerOf(await stored(registered, ...entries, rotated(second, {})))
        expect(refused).toHaveLength(attempts.length)
        expect(keys).toEqual(registerOf(await stored(registered, rotated(second, {}))).keys)
      }),
      { numRuns: 100 },
    )
  })
})

test('of two rotations by one key the first in the log counts, and the second is named', async () => {
  const events = await stored(
    registered,
    rotated(second, {}),
    rotated(second, { next: thiefs.kid }),
    rotated(thiefs, { replaces: second.kid, next: thiefsNext.kid }),
  )
  const { refused, keys } = registerOf(events)
  expect(keys.map(([each]) => each)).toEqual([first.kid, second.kid])
  expect(refused).toEqual([
    [2, expect.stringContaining('only the first rotation to')],
    [3, expect.stringContaining('may not take over')],
  ])
})

test('an event in another stream does not pass for a key event by bearing its id', async () => {
  const [keyEvent] = await stored(registered)
  const { register } = registerOf([keyEvent!])
  const claimed = register.claim('border', withoutTexts({ ...keyEvent!, stream: 'border-INC-1' }))
  expect(claimed).toMatchObject({ reason: 'foreign-key' })
})
