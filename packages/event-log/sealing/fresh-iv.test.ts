import { expect, test } from 'vitest'
import { freshIv } from './fresh-iv.ts'

test('of many initialisation vectors no two are the same, and each has the 12 bytes that AES-GCM takes', () => {
  const seen = new Set(Array.from({ length: 2_000 }, () => freshIv().toString('hex')))
  expect(seen.size).toBe(2_000)
  expect([...seen].every((iv) => iv.length === 24)).toBe(true)
})
