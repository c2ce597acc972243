import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPolicy } from './policy.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-policy-'))
  for (const file of await readdir(import.meta.dirname)) {
    if (/\.cedar/.test(file)) await cp(join(import.meta.dirname, file), join(folder, file))
  }
})
afterEach(() => rm(folder, { recursive: true }))

const withPolicy = async (text: string) => {
  await writeFile(join(folder, 'zz-own.cedar'), text)
  return createPolicy({ agencies: ['police', 'border'], folder })
}

test('a deployment can forbid more in its own words', async () => {
  const policy = await withPolicy(`
    @id("no-imports-here") @denial("Records of older systems are not brought in here.")
    forbid (principal, action == Action::"command", resource) when { resource.imported };
  `)
  const importer = {
    agency: 'police',
    subject: 'i',
    roles: ['importer'],
    purpose: undefined,
    case: undefined,
  } as const
  expect(policy.mayCommand(importer, { agency: 'police', command: 'X', imported: true })).toEqual({
    ok: false,
    error: { code: 'no-imports-here', detail: 'Records of older systems are not brought in here.' },
  })
})

test.each([
  ['without a name', 'permit (principal, action, resource);', 'a policy has no name'],
  [
    'of a name that is taken',
    '@id("owner-sees-own") permit (principal, action, resource);',
    'named owner-sees-own',
  ],
  [
    'that forbids and does not say why',
    '@id("x") forbid (principal, action, resource);',
    'without saying why',
  ],
  [
    'about something that the schema does not have',
    '@id("x") permit (principal, action == Action::"see", resource) when { resource.colour == "RED" };',
    'does not fit the schema',
  ],
  ['that is no policy', 'everybody may do everything', 'is not a valid policy'],
])('nothing starts on a policy %s', async (_, text, fault) => {
  await expect(withPolicy(text)).rejects.toThrow(fault)
})

test('an agency is at home or abroad, not both', () => {
  expect(() => createPolicy({ agencies: ['police'], partners: ['police'] })).toThrow(
    'cannot be a foreign partner',
  )
})
