import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RegisteredKey } from '../signing/registered-key.ts'
import {
  makeSigningKey,
  openSigningKey,
  publicKeyOf,
  type SigningKey,
  signingKeyFile,
} from '../signing/signing-key.ts'
import { type KeyInUse, openKeyInUse } from './key-in-use.ts'

const scratch = mkdtempSync(join(tmpdir(), 'concord-key-in-use-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A process that has opened its key, which the log knows, and what it was told of it. */
let inUse: KeyInUse
let file: string
let first: SigningKey
let register: Map<string, RegisteredKey>
let told: (string | undefined)[]
let taken: string[]
let questions: number
let newest: string | undefined
let count = 0
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const folder = join(scratch, String(count++))
  file = signingKeyFile(folder, 'police')
  first = openSigningKey(folder, 'police')
  register = new Map([[first.kid, registered(first)]])
  told = []
  taken = []
  questions = 0
  newest = undefined
  inUse = openKeyInUse({
    agency: 'police',
    folder,
    register: { key: (kid) => register.get(kid), keysOf: () => [...register.values()] },
    source: {
      refresh: async () => {
        questions += 1
      },
    },
    now: () => new Date('2026-01-05T10:00:00Z'),
    newestMs: async () => (newest === undefined ? undefined : Date.parse(newest)),
    onKey: ({ kid }) => taken.push(kid),
    onTrouble: (trouble) => told.push(trouble),
  })
})
afterEach(() => {
  inUse.close()
  vi.useRealTimers()
})

const registered = ({ agency, kid, x }: SigningKey, until?: string): RegisteredKey => ({
  agency,
  kid,
  x,
  publicKey: publicKeyOf(x),
  next: undefined,
  validFromMs: 0,
  validUntilMs: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  tookOverAt: undefined,
  ends: [],
})
const seconds = (howMany: number) => vi.advanceTimersByTimeAsync(howMany * 1_000)
/** Puts another key in the place of the first one. */
const replace = (): SigningKey => {
  const other = makeSigningKey(`${file}.other`, 'police')
  copyFileSync(`${file}.other`, file)
  return other
}

test('a key that the log knows is taken over within a second, and told once', async () => {
  const other = replace()
  register.set(other.kid, registered(other))
  await seconds(1)
  expect(inUse.present().kid).toBe(other.kid)
  await seconds(30)
  expect(taken).toEqual([other.kid])
  expect(told).toEqual([])
})

test.each<[string, () => void, string]>([
  ['is gone', () => rmSync(file), 'is gone'],
  ['holds no key', () => writeFileSync(file, 'no key at all'), 'does not hold the Ed25519 key'],
  [
    'cannot be read',
    () => {
      rmSync(file)
      mkdirSync(file)
    },
    'EISDIR',
  ],
  ['holds a key that nobody knows', () => replace(), 'The log has no key'],
  [
    'holds a key that has ended',
    () => {
      const other = replace()
      register.set(other.kid, registered(other, '2026-01-01T00:00:00Z'))
    },
    'has ended',
  ],
])(
  'when its file %s a process signs on and says so once, without asking for it every second',
  async (_, happens, reason) => {
    happens()
    await seconds(9)
    expect(inUse.present().kid).toBe(first.kid)
    expect(inUse.end()).toBeUndefined()
    expect(told).toEqual([expect.stringContaining(reason)])
    expect(told[0]).toContain(`goes on signing with ${first.kid}`)
    expect(questions).toBe(1)
    await seconds(30)
    expect(told).toHaveLength(1)
    expect(questions).toBe(4)
  },
)

test('a key that gets into its place before the log has it is taken over once the log has', async () => {
  const other = replace()
  await seconds(2)
  register.set(other.kid, registered(other))
  await seconds(10)
  expect(inUse.present().kid).toBe(other.kid)
})

test('whose key has ended it says so within ten seconds, and why nothing is signed', async () => {
  register.set(first.kid, registered(first, '2026-01-01T00:00:00Z'))
  await seconds(10)
  expect(told).toEqual([`The key ${first.kid} of police has ended: its present key is ${first.kid}.`])
  expect(inUse.end()).toBe(told[0])
})

test('whose clock is behind the store’s signs no more than others would believe', async () => {
  register.set(first.kid, registered(first, '2026-01-05T10:30:00Z'))
  await seconds(10)
  expect(inUse.end()).toBeUndefined()
  newest = '2026-01-05T11:00:00Z'
  await seconds(10)
  expect(inUse.end()).toContain('has ended')
  // The store's clock had been ahead itself.
  newest = '2026-01-05T10:00:05Z'
  await seconds(10)
  expect(inUse.end()).toBeUndefined()
})

test('what is amiss is told until it is over, and again when it comes back', async () => {
  const bad = () => writeFileSync(file, 'no key at all')
  copyFileSync(file, `${file}.safe`)
  bad()
  await seconds(1)
  copyFileSync(`${file}.safe`, file)
  await seconds(1)
  bad()
  await seconds(2)
  const amiss = expect.stringContaining('does not hold')
  expect(told).toEqual([amiss, undefined, amiss])
})
