import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSealed, personal, type Sealed } from '@concord/kernel'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { fileKeyEncryption, localKeyEncryption } from './key-encryption.ts'
import { openKeyRing } from './key-ring.ts'
import { personalPaths } from './personal-paths.ts'
import { seal, unseal } from './seal.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-seal-'))
const ring = openKeyRing(folder, fileKeyEncryption(join(folder, 'kek')))
afterAll(() => {
  ring.close()
  rmSync(folder, { recursive: true })
})

const person = z.object({
  subject: z.string(),
  name: personal(z.string()),
  age: personal(z.number()).optional(),
})
const schema = z.object({
  note: z.string(),
  people: z.array(person),
  byRole: z.record(z.string(), person).optional(),
})
const paths = personalPaths(schema)

const anyPerson = fc.record(
  { subject: fc.constantFrom('P-1', 'P-2', 'P-3'), name: fc.string({ minLength: 1 }), age: fc.nat() },
  { requiredKeys: ['subject', 'name'] },
)
const anyReport = fc.record({
  note: fc.string(),
  people: fc.array(anyPerson, { maxLength: 4 }),
  byRole: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    anyPerson,
    { maxKeys: 3 },
  ),
})

test('personal fields are found behind lists, records, options and descriptions', () => {
  const described = z.object({
    subject: z.string(),
    name: personal(z.string()).nullable().default(null).meta({ description: 'The name.' }),
    born: personal(z.string()).meta({ description: 'Date of birth.' }).optional(),
    either: z.union([z.object({ phone: personal(z.string()) }), z.string()]),
  })
  expect(paths).toEqual([
    ['people', '*', 'name'],
    ['people', '*', 'age'],
    ['byRole', '*', 'name'],
    ['byRole', '*', 'age'],
  ])
  expect(personalPaths(described)).toEqual([['name'], ['born'], ['either', 'phone']])
})

test('what is sealed opens to what it was, fits its schema, and shows nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyReport, fc.uuid(), async (report, id) => {
      const sealed = (await seal(ring, paths, 'police-1', id, report)) as typeof report
      const everybody = [...sealed.people, ...Object.values(sealed.byRole)]
      expect(everybody.every(({ name }) => isSealed(name))).toBe(true)
      expect(schema.parse(sealed)).toEqual(sealed)
      expect((await unseal(ring, id, sealed)).data).toEqual(report)
    }),
    { numRuns: 200 },
  )
})

test('a sealed value opens nowhere but in its event and place, and not when a bit was changed', async () => {
  const report = {
    note: '',
    people: [
      { subject: 'P-1', name: 'Ganbold' },
      { subject: 'P-1', name: 'Saran' },
    ],
  }
  const sealed = (await seal(ring, paths, 'police-1', 'event-1', report)) as { people: { name: unknown }[] }
  const [first, second] = sealed.people
  const name = first!.name as Sealed
  const changed = (part: 'iv' | 'ciphertext' | 'tag') => {
    const bytes = Buffer.from(name.$sealed[part], 'base64url')
    bytes[0]! ^= 1
    return {
      ...sealed,
      people: [{ ...first, name: { $sealed: { ...name.$sealed, [part]: bytes.toString('base64url') } } }],
    }
  }
  const closedIn = async (id: string, data: unknown) => (await unseal(ring, id, data)).closed

  expect(await closedIn('event-2', sealed)).toEqual(['/people/0/name', '/people/1/name'])
  expect(await closedIn('event-1', { ...sealed, people: [second, first] })).toHaveLength(2)
  for (const part of ['iv', 'ciphertext', 'tag'] as const)
    expect(await closedIn('event-1', changed(part))).toHaveLength(1)
  expect(await closedIn('event-1', sealed)).toEqual([])
})

test('one person has one key in one stream, another in another stream', async () => {
  const [here, again, there, other] = await Promise.all([
    ring.keyFor('P-9', 'police-1'),
    ring.keyFor('P-9', 'police-1'),
    ring.keyFor('P-9', 'police-2'),
    ring.keyFor('P-8', 'police-1'),
  ])
  expect(here.id).toBe(again.id)
  expect(new Set([here.id, there.id, other.id]).size).toBe(3)
})

test('a person without a code is sealed under the event, never left in the clear', async () => {
  const sealed = (await seal(ring, [['name']], 'police-1', 'event-7', { name: 'Ganbold' })) as {
    name: unknown
  }
  expect(isSealed(sealed.name)).toBe(true)
})

test('data keys do not unwrap under another key-encryption key', async () => {
  const mine = localKeyEncryption(Buffer.alloc(32, 1))
  const wrapped = await mine.wrap(Buffer.alloc(32, 7))
  expect(await mine.unwrap(wrapped)).toEqual(Buffer.alloc(32, 7))
  await expect(localKeyEncryption(Buffer.alloc(32, 2)).unwrap(wrapped)).rejects.toThrow()
  expect(() => localKeyEncryption(Buffer.alloc(16))).toThrow('32 bytes')
})
