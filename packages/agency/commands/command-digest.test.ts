import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCommandDigest, digestSecret } from './command-digest.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-digest-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('the secret is made once, is the same ever after, and is readable by its owner alone', async () => {
  const first = await digestSecret(folder, 'parks')
  expect(await digestSecret(folder, 'parks')).toEqual(first)
  expect(await digestSecret(folder, 'forest')).not.toEqual(first)
  expect(statSync(join(folder, 'parks.digest-key')).mode & 0o777).toBe(0o600)
})

test('processes that start at the same time agree on it', async () => {
  const secrets = await Promise.all(Array.from({ length: 10 }, () => digestSecret(folder, 'parks')))
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1)
})

test('a damaged secret is refused, not replaced', async () => {
  writeFileSync(join(folder, 'parks.digest-key'), 'short')
  await expect(digestSecret(folder, 'parks')).rejects.toThrow('damaged')
})

test('the digest tells commands apart, and not the order of their fields', () => {
  const digest = createCommandDigest(Buffer.alloc(32, 1))
  const same = digest('ReportFire', 'INC-7', { a: 1, b: [2] })
  expect(same).toMatch(/^[0-9a-f]{64}$/)
  expect(digest('ReportFire', 'INC-7', { b: [2], a: 1 })).toBe(same)
  const others = [
    digest('ReportFire', 'INC-7', { a: 1, b: [3] }),
    digest('ReportFire', 'INC-8', { a: 1, b: [2] }),
    digest('ReportFireOut', 'INC-7', { a: 1, b: [2] }),
    createCommandDigest(Buffer.alloc(32, 2))('ReportFire', 'INC-7', { a: 1, b: [2] }),
  ]
  expect(others).not.toContain(same)
})
