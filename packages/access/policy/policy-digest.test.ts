import { appendFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { policyDigest } from './policy-digest.ts'

test('the same policies have the same digest wherever they are, and others have another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'concord-digest-'))
  for (const file of await readdir(import.meta.dirname))
    await cp(join(import.meta.dirname, file), join(folder, file))
  expect(policyDigest(folder)).toBe(policyDigest())
  await appendFile(join(folder, 'release.cedar'), '@id("all") permit (principal, action, resource);')
  expect(policyDigest(folder)).not.toBe(policyDigest())
  await rm(folder, { recursive: true })
})
