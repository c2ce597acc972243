import type { Marking } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPolicy } from '../policy/policy.ts'
import { roles } from '../reader.ts'
import { readerOfClaims } from './token-claims.ts'

/*
 * Tokens that an issuer signed and that say something odd: whoever holds one may do and see no more than those whom its
 * words name to the letter, and nothing goes wrong.
 */

const agencies = ['police', 'border', 'joc']
const policy = createPolicy({ agencies, partners: ['north'], oversight: ['joc'] })
const markings: readonly Marking[] = [
  { tlp: 'CLEAR' },
  { tlp: 'GREEN' },
  { tlp: 'AMBER', releaseTo: ['police', 'north'] },
  { tlp: 'RED', releaseTo: ['border', 'north'] },
]

/** All that somebody with these claims may do and see, by name; nothing where they name nobody. */
const permitted = (claims: unknown): readonly string[] => {
  const reader = readerOfClaims(claims)
  if (reader === undefined) return []
  const asked = {
    ...Object.fromEntries(
      agencies.flatMap((owner) =>
        markings.map((marking, at) => [`see ${owner} ${at}`, policy.mayRead(reader.agency, owner, marking)]),
      ),
    ),
    command: policy.mayCommand(reader, { agency: 'police', command: 'Report' }),
    'command of all': policy.mayCommand(reader, { agency: 'joc', command: 'Join', by: 'roster' }),
    import: policy.mayCommand(reader, { agency: 'police', command: 'Report', imported: true }),
    release: policy.mayRelease(reader, 'police', { tlp: 'AMBER' }, 'border'),
    personal: policy.mayReadPersonal(reader),
    'audit all': policy.mayAudit(reader),
    audit: policy.mayAudit(reader, { readers: 'police', owners: ['police'] }),
    break: policy.mayBreakGlass(reader),
    review: policy.mayReviewGlass(reader, { agency: 'border', subject: 'somebody' }),
  }
  return Object.entries(asked).flatMap(([what, verdict]) => (verdict.ok ? [what] : []))
}

const text = fc.constantFrom(
  ...agencies,
  'north',
  'nobody',
  ...roles,
  'search',
  'C-1',
  '__proto__',
  'constructor',
  '',
)
/** The same word as people read it, and another one to a machine. */
const twin = (word: string) =>
  fc.constantFrom(
    word.toUpperCase(),
    ` ${word}`,
    `${word}\n`,
    `${word}\u0000`,
    `${word}\u200b`,
    `${word}\ud800`,
    word.replace('o', '\u043e'),
    word.replace('e', 'e\u0301'),
    `${word},${word}`,
    `Agency::"${word}"`,
  )
const odd: fc.Arbitrary<unknown> = fc.oneof(
  text,
  text.chain(twin),
  fc.array(fc.oneof(text, text.chain(twin), fc.array(text)), { maxLength: 4 }),
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e300,
    {},
    [],
    { length: 1, 0: 'auditor' },
    { __entity: { type: 'Agency', id: 'police' } },
  ),
  fc.constant(JSON.parse('{"__proto__":["auditor"]}')),
  fc.jsonValue(),
)
const good = fc.record({
  sub: fc.constant('somebody'),
  agency: fc.constantFrom(...agencies, 'north', 'nobody'),
  roles: fc.subarray([...roles]),
  purpose: fc.constant('search'),
  case: fc.constant('C-1'),
})
const names = [
  'sub',
  'agency',
  'roles',
  'purpose',
  'case',
  '__proto__',
  'constructor',
  'Agency',
  'role',
  'agency ',
]
const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 2_000)

test('whoever’s token says something odd may do and see no more than what its words give to the letter', {
  timeout: 900_000 + 20 * runs,
}, () => {
  let read = 0
  fc.assert(
    fc.property(
      good,
      fc.array(fc.tuple(fc.constantFrom(...names), odd), { maxLength: 2 }),
      (claims, oddities) => {
        const said: Record<string, unknown> = { ...claims }
        for (const [name, value] of oddities)
          Object.defineProperty(said, name, { value, enumerable: true, configurable: true, writable: true })
        const may = permitted(said)
        if (may.length > 0) read += 1
        // To the letter: an agency that is called so, roles that are called so, and the rest or nothing.
        const isAgency = [...agencies, 'north'].find((name) => name === said.agency)
        const named = roles.filter((role) => Array.isArray(said.roles) && said.roles.includes(role))
        const byTheLetter =
          isAgency === undefined
            ? []
            : permitted({
                sub: said.sub === 'somebody' ? 'somebody' : 'another',
                agency: isAgency,
                roles: named,
                ...(typeof said.purpose === 'string' && { purpose: 'search' }),
                ...(typeof said.case === 'string' && { case: 'C-1' }),
              })
        expect(byTheLetter).toEqual(expect.arrayContaining([...may]))
      },
    ),
    { numRuns: runs },
  )
  expect(read).toBeGreaterThan(runs / 10)
})

test('without an agency, a role or a subject nobody is meant, and whoever says no purpose reads nothing of persons', () => {
  const claims = { sub: 'somebody', agency: 'police', roles: ['commander'], purpose: 'search', case: 'C-1' }
  expect(permitted(claims)).toContain('personal')
  for (const name of ['sub', 'agency', 'roles'])
    for (const value of [undefined, '', [], {}, null, ['police']])
      expect(permitted({ ...claims, [name]: value }), name).toEqual([])
  expect(permitted({ ...claims, purpose: undefined })).not.toContain('personal')
  for (const purpose of ['', '\n', 'search\ud800', ['search']])
    expect(permitted({ ...claims, purpose })).toEqual([])
})
