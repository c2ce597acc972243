import { describe, expect, test } from 'vitest'
import type { Reader, Role } from '../reader.ts'
import { createPolicy, type Verdict } from './policy.ts'

const policy = createPolicy({
  agencies: ['police', 'border', 'joc'],
  partners: ['north'],
  oversight: ['joc'],
})

const person = (agency: string, roles: string, more: Partial<Reader> = {}): Reader => ({
  agency,
  subject: 'somebody',
  roles: roles.split(',') as Role[],
  purpose: undefined,
  case: undefined,
  ...more,
})
const answer = (verdict: Verdict): string => (verdict.ok ? 'yes' : verdict.error.code)

/*
 * What each role alone may do, as agreed by people and written down by hand: x may, . may not. Every role has a column, so
 * that a rule that lets one more in is found.
 */
const roles = `
                             | duty-officer commander coordinator analyst auditor importer service
own command                  |      x           x          x         .       .       .        x
import                       |      .           .          .         .       .       x        .
release                      |      .           x          x         .       .       x        .
read about a person          |      x           x          x         x       .       .        .
break the glass              |      .           x          x         .       .       .        .
review another's glass       |      .           .          .         .       x       .        .
review a colleague's glass   |      .           .          .         .       .       .        .
overseer reviews a glass     |      .           .          .         .       x       .        .
own part of record of reads  |      .           .          .         .       x       .        .
overseer on record of reads  |      .           .          .         .       x       .        .
`

const own = { agency: 'police', command: 'DoSomething' }
const deeds: Readonly<Record<string, (role: string) => Verdict>> = {
  'own command': (role) => policy.mayCommand(person('police', role), own),
  import: (role) => policy.mayCommand(person('police', role), { ...own, imported: true }),
  release: (role) => policy.mayRelease(person('police', role), 'police', { tlp: 'AMBER' }, 'border'),
  'read about a person': (role) => policy.mayReadPersonal(person('police', role, working)),
  'break the glass': (role) => policy.mayBreakGlass(person('police', role)),
  "review another's glass": (role) => policy.mayReviewGlass(person('police', role), glassOf('border')),
  "review a colleague's glass": (role) => policy.mayReviewGlass(person('police', role), glassOf('police')),
  'overseer reviews a glass': (role) => policy.mayReviewGlass(person('joc', role), glassOf('joc')),
  'own part of record of reads': (role) =>
    policy.mayAudit(person('police', role), { readers: 'police', owners: ['border'] }),
  'overseer on record of reads': (role) => policy.mayAudit(person('joc', role)),
}
const working = { purpose: 'search for a missing person', case: 'P-17' }
const glassOf = (agency: string) => ({ agency, subject: 'a colleague' })

const [columns, ...rows] = roles
  .trim()
  .split('\n')
  .map((row) => row.split('|').map((part) => part.trim()))
const roleCases = rows.flatMap(([deed, marks]) =>
  marks!.split(/\s+/).map((mark, column) => [columns!.at(-1)!.split(/\s+/)[column]!, deed!, mark] as const),
)

test.each(roleCases)('%s alone: %s %s', (role, deed, mark) => {
  expect(deeds[deed]!(role).ok).toBe(mark === 'x')
})

/** agency, roles, command of, open to, for roles, imported, answer */
const commands = `
police  duty-officer           police  owner   -            no   yes
police  commander              police  owner   -            no   yes
police  coordinator            police  owner   -            no   yes
police  importer               police  owner   -            no   role-missing
police  service                police  owner   -            no   yes
police  analyst                police  owner   -            no   role-missing
police  auditor                police  owner   -            no   role-missing
police  analyst,duty-officer   police  owner   -            no   yes
police  duty-officer           border  owner   -            no   not-your-command
police  coordinator            joc     owner   -            no   not-your-command
police  duty-officer           joc     roster  -            no   yes
police  analyst                joc     roster  -            no   role-missing
border  commander              joc     roster  commander    no   yes
border  duty-officer           joc     roster  commander    no   role-missing
joc     coordinator            joc     owner   coordinator  no   yes
joc     duty-officer           joc     owner   coordinator  no   role-missing
joc     commander,coordinator  joc     owner   coordinator  no   yes
joc     coordinator            police  owner   -            no   not-your-command
north   commander              police  owner   -            no   not-your-command
north   commander              north   owner   -            no   not-your-command
north   commander              joc     roster  -            no   not-your-command
nobody  commander              nobody  owner   -            no   not-your-command
nobody  commander              joc     roster  -            no   not-your-command
police  duty-officer           police  owner   -            yes  importer-role-missing
police  duty-officer,importer  police  owner   -            yes  yes
police  importer               police  owner   -            yes  yes
police  importer               border  owner   -            yes  not-your-command
joc     importer               joc     owner   coordinator  yes  yes
joc     importer               joc     owner   coordinator  no   role-missing
north   importer               police  owner   -            yes  not-your-command
`

describe.each(
  commands
    .trim()
    .split('\n')
    .map((row) => row.split(/\s+/)),
)('%s as %s gives a command of %s, open to %s, for %s, imported: %s', (...row) => {
  const [agency, roles, owner, by, asked, imported, expected] = row as [
    string,
    string,
    string,
    'owner' | 'roster',
    ...string[],
  ]
  test(expected!, () => {
    const command = {
      agency: owner,
      command: 'DoSomething',
      by,
      roles: asked === '-' ? undefined : [asked!],
      imported: imported === 'yes',
    }
    expect(answer(policy.mayCommand(person(agency, roles), command))).toBe(expected)
  })
})

test.each([
  ['police', 'duty-officer', working, 'yes'],
  ['police', 'commander', working, 'yes'],
  ['joc', 'coordinator', working, 'yes'],
  ['joc', 'analyst', working, 'yes'],
  ['joc', 'auditor', working, 'personal-role-missing'],
  ['joc', 'service', working, 'personal-role-missing'],
  ['police', 'importer', working, 'personal-role-missing'],
  ['north', 'commander', working, 'personal-role-missing'],
  ['nobody', 'commander', working, 'personal-role-missing'],
  ['police', 'commander', { case: 'P-17' }, 'purpose-missing'],
  ['police', 'commander', { purpose: 'search' }, 'case-missing'],
  ['police', 'commander', {}, 'case-missing'],
])('%s as %s with %j reads about a person: %s', (agency, roles, more, expected) => {
  const verdict = answer(policy.mayReadPersonal(person(agency, roles, more)))
  if (Object.keys(more).length > 0) expect(verdict).toBe(expected)
  else expect(['purpose-missing', 'case-missing']).toContain(verdict)
})

test.each([
  ['joc', 'auditor', 'police', ['border'], 'yes'],
  ['joc', 'analyst', 'police', ['border'], 'not-an-auditor'],
  ['police', 'auditor', 'police', ['border'], 'yes'],
  ['police', 'auditor', 'border', ['joc', 'police'], 'yes'],
  ['police', 'auditor', 'border', ['border'], 'not-an-auditor'],
  ['police', 'commander', 'police', ['police'], 'not-an-auditor'],
  ['north', 'auditor', 'north', ['north'], 'not-an-auditor'],
])('%s as %s looks at what %s read of %j: %s', (agency, roles, readers, owners, expected) => {
  expect(answer(policy.mayAudit(person(agency, roles), { readers, owners }))).toBe(expected)
})

test.each([
  ['joc', 'auditor', 'yes'],
  ['police', 'auditor', 'not-an-auditor'],
  ['joc', 'coordinator', 'not-an-auditor'],
])('%s as %s looks at the whole record of reads: %s', (agency, roles, expected) => {
  expect(answer(policy.mayAudit(person(agency, roles)))).toBe(expected)
})

test.each([
  ['police', 'commander', 'police', 'AMBER', 'border', 'yes'],
  ['police', 'commander', 'police', 'CLEAR', 'north', 'yes'],
  ['police', 'commander', 'police', 'GREEN', 'north', 'yes'],
  ['police', 'commander', 'police', 'AMBER', 'north', 'yes'],
  ['police', 'commander', 'police', 'AMBER+STRICT', 'north', 'yes'],
  ['police', 'commander', 'police', 'RED', 'border', 'yes'],
  ['police', 'commander', 'police', 'RED', 'police', 'yes'],
  ['police', 'commander', 'police', 'RED', 'north', 'red-is-not-released-abroad'],
  ['police', 'commander', 'police', 'AMBER', 'nobody', 'unknown-recipient'],
  ['police', 'duty-officer', 'police', 'AMBER', 'border', 'release-role-missing'],
  ['police', 'commander', 'border', 'CLEAR', 'joc', 'not-released'],
  ['joc', 'coordinator', 'police', 'GREEN', 'border', 'not-released'],
  ['north', 'commander', 'north', 'CLEAR', 'police', 'not-released'],
] as const)('%s as %s releases a record of %s, %s, to %s: %s', (agency, roles, owner, tlp, to, expected) => {
  expect(answer(policy.mayRelease(person(agency, roles), owner, { tlp }, to))).toBe(expected)
})

test('what no release can open', () => {
  expect(policy.mayBeReleased('north', 'police', { tlp: 'RED' }).ok).toBe(false)
  expect(policy.mayBeReleased('nobody', 'police', { tlp: 'CLEAR' }).ok).toBe(false)
  expect(policy.mayBeReleased('north', 'police', { tlp: 'AMBER', releaseTo: ['border'] }).ok).toBe(true)
  expect(policy.mayBeReleased('border', 'police', { tlp: 'RED', releaseTo: [] }).ok).toBe(true)
})

test('an open break-glass shows a record to the roster and to nobody else', () => {
  const red = { tlp: 'RED' } as const
  expect(policy.mayRead('border', 'police', red).ok).toBe(false)
  expect(policy.mayRead('border', 'police', red, true).ok).toBe(true)
  expect(policy.mayRead('north', 'police', { tlp: 'AMBER' }, true).ok).toBe(false)
  expect(policy.mayRead('nobody', 'police', { tlp: 'CLEAR' }, true).ok).toBe(false)
})

test.each([
  ['police', 'commander', 'yes'],
  ['joc', 'coordinator', 'yes'],
  ['police', 'duty-officer', 'may-not-break-glass'],
  ['joc', 'analyst', 'may-not-break-glass'],
  ['north', 'commander', 'may-not-break-glass'],
])('%s as %s breaks the glass: %s', (agency, roles, expected) => {
  expect(answer(policy.mayBreakGlass(person(agency, roles)))).toBe(expected)
})

test.each([
  ['joc', 'auditor', 'police', 'somebody', 'yes'],
  ['border', 'auditor', 'police', 'somebody', 'yes'],
  ['police', 'auditor', 'police', 'somebody else', 'not-a-reviewer'],
  ['joc', 'auditor', 'joc', 'somebody else', 'yes'],
  ['joc', 'auditor,coordinator', 'joc', 'somebody', 'nobody-reviews-their-own'],
  ['border', 'commander', 'police', 'somebody', 'not-a-reviewer'],
  ['north', 'auditor', 'police', 'somebody', 'not-a-reviewer'],
  ['nobody', 'auditor', 'police', 'somebody', 'not-a-reviewer'],
])('%s as %s reviews a break-glass of %s by %s: %s', (agency, roles, invokers, subject, expected) => {
  expect(answer(policy.mayReviewGlass(person(agency, roles), { agency: invokers, subject }))).toBe(expected)
})
