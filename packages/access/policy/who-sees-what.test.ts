import type { AgencyName, Marking } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import { createPolicy } from './policy.ts'

/*
 * Who sees what, as agreed by people and written down by hand: one row a record, one column an agency.
 * x sees it, . does not. `north` and `south` are registered foreign partners; `nobody` is registered nowhere.
 */
const agencies = ['police', 'border', 'corrections', 'emergency', 'joc'] as const
const partners = ['north', 'south'] as const
const policy = createPolicy({ agencies, partners, oversight: ['joc'] })

const table = `
owner        tlp           released to          | police border corrections emergency joc north south nobody
police       RED           (unsaid)             |   x      .         .          .      .    .     .     .
police       AMBER+STRICT  (unsaid)             |   x      .         .          .      .    .     .     .
police       AMBER         (unsaid)             |   x      .         .          .      .    .     .     .
police       GREEN         (unsaid)             |   x      x         x          x      x    .     .     .
police       CLEAR         (unsaid)             |   x      x         x          x      x    .     .     .
border       RED           (unsaid)             |   .      x         .          .      .    .     .     .
border       AMBER         (unsaid)             |   .      x         .          .      .    .     .     .
border       GREEN         (unsaid)             |   x      x         x          x      x    .     .     .
joc          RED           (unsaid)             |   .      .         .          .      x    .     .     .
joc          AMBER         (unsaid)             |   .      .         .          .      x    .     .     .
joc          CLEAR         (unsaid)             |   x      x         x          x      x    .     .     .
police       RED           nobody-named         |   x      .         .          .      .    .     .     .
police       AMBER         nobody-named         |   x      .         .          .      .    .     .     .
police       GREEN         nobody-named         |   x      .         .          .      .    .     .     .
police       CLEAR         nobody-named         |   x      .         .          .      .    .     .     .
police       RED           border               |   x      x         .          .      .    .     .     .
police       AMBER+STRICT  border,joc           |   x      x         .          .      x    .     .     .
police       AMBER         border,joc           |   x      x         .          .      x    .     .     .
police       GREEN         border               |   x      x         .          .      .    .     .     .
police       CLEAR         border               |   x      x         .          .      .    .     .     .
police       AMBER         police               |   x      .         .          .      .    .     .     .
corrections  AMBER         police,emergency     |   x      .         x          x      .    .     .     .
corrections  RED           joc                  |   .      .         x          .      x    .     .     .
emergency    AMBER         north                |   .      .         .          x      .    x     .     .
emergency    AMBER+STRICT  north                |   .      .         .          x      .    x     .     .
emergency    GREEN         north                |   .      .         .          x      .    x     .     .
emergency    CLEAR         north,south          |   .      .         .          x      .    x     x     .
emergency    RED           north                |   .      .         .          x      .    .     .     .
emergency    RED           north,border         |   .      x         .          x      .    .     .     .
emergency    AMBER         north,border         |   .      x         .          x      .    x     .     .
police       AMBER         nobody               |   x      .         .          .      .    .     .     .
police       AMBER         nobody,border        |   x      x         .          .      .    .     .     .
nobody       AMBER         (unsaid)             |   .      .         .          .      .    .     .     .
nobody       AMBER         nobody,police        |   x      .         .          .      .    .     .     .
nobody       GREEN         (unsaid)             |   x      x         x          x      x    .     .     .
`

const [head, ...rows] = table.trim().split('\n')
const personas = head!.split('|')[1]!.trim().split(/\s+/)

const cases = rows.flatMap((row) => {
  const [record, seen] = row.split('|') as [string, string]
  const [owner, tlp, named] = record.trim().split(/\s+/) as [AgencyName, Marking['tlp'], string]
  const releaseTo = named === 'nobody-named' ? [] : named.split(',')
  const marking: Marking = named === '(unsaid)' ? { tlp } : { tlp, releaseTo }
  return seen
    .trim()
    .split(/\s+/)
    .map((mark, column) => ({ persona: personas[column]!, owner, tlp, named, marking, sees: mark === 'x' }))
})

test('the table covers at least 200 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200)
})

describe.each(cases)('$tlp of $owner released to $named', ({ persona, owner, marking, sees }) => {
  test(`${persona} ${sees ? 'sees it' : 'does not see it'}`, () => {
    expect(policy.mayRead(persona, owner, marking).ok).toBe(sees)
  })
})

describe('what a marking says besides makes no difference to who sees', () => {
  const besides: Partial<Marking> = {
    conditions: 'H1: not in court without permission',
    courtUse: 'refused',
    grading: { scale: '4x4', grade: 'B2' },
  }
  test.each(cases.filter((_, index) => index % 9 === 0))(
    '$persona and $tlp of $owner released to $named',
    ({ persona, owner, marking, sees }) => {
      expect(policy.mayRead(persona, owner, { ...marking, ...besides }).ok).toBe(sees)
    },
  )
})

test('whoever may not see is told the same, whatever hides the record', () => {
  const told = cases.flatMap(({ persona, owner, marking }) => {
    const verdict = policy.mayRead(persona, owner, marking)
    return verdict.ok ? [] : [JSON.stringify(verdict.error)]
  })
  expect([...new Set(told)]).toEqual([
    '{"code":"nothing-to-see","detail":"There is nothing here that your agency may see."}',
  ])
})
