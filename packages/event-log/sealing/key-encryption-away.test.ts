import { expect, test } from 'vitest'
import { type KeyEncryption, localKeyEncryption } from './key-encryption.ts'
import { failingFast, KeyEncryptionAway, unlessAway } from './key-encryption-away.ts'

const within = localKeyEncryption(Buffer.alloc(32, 7))
const dataKey = Buffer.alloc(32, 1)

/** A key that can be taken away, by a clock that stands, and how often it was asked. */
const givenKey = () => {
  const world = { nowMs: 0, isAway: false, asked: 0 }
  const call = async (work: Promise<Buffer>) => {
    world.asked += 1
    if (world.isAway) throw new KeyEncryptionAway('It does not answer.')
    return work
  }
  const key: KeyEncryption = {
    wrap: (bytes) => call(within.wrap(bytes)),
    unwrap: (bytes) => call(within.unwrap(bytes)),
  }
  return { world, key: failingFast(key, () => world.nowMs) }
}

test('a key that is away is asked once in five seconds, and all others are told at once how long to wait', async () => {
  const { world, key } = givenKey()
  const wrapped = await key.wrap(dataKey)
  world.isAway = true
  for (const call of [key.wrap(dataKey), key.unwrap(wrapped), key.unwrap(wrapped)]) await call.catch(() => {})
  world.asked = 0
  world.nowMs = 4_999
  expect(await unlessAway(() => key.unwrap(wrapped))).toEqual({
    ok: false,
    error: { kind: 'keys-away', detail: 'It does not answer.', retryAfterS: 5 },
  })
  expect(world.asked).toBe(0)

  world.isAway = false
  world.nowMs = 5_000
  expect(await unlessAway(() => key.unwrap(wrapped))).toEqual({ ok: true, value: dataKey })
})

test('what was tampered with is a fault, and keeps nobody from the key', async () => {
  const { key } = givenKey()
  await expect(unlessAway(() => key.unwrap(Buffer.alloc(64)))).rejects.toThrow()
  expect((await unlessAway(() => key.wrap(dataKey))).ok).toBe(true)
})
