import { err, ok, type Sealed } from '@concord/kernel'
import { expect, test } from 'vitest'
import { createPolicy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import { eventId, recorder } from '../testing/recorded.ts'
import { createPersonalReader } from './open-personal.ts'
import type { IntendedRead } from './read-audit.ts'

const officer: Reader = {
  agency: 'police',
  subject: 'officer-17',
  roles: ['duty-officer'],
  purpose: 'search',
  case: 'P-17',
}
const sealed = (key: string): Sealed => ({ $sealed: { key, iv: 'i', ciphertext: 'c', tag: 't' } })
const record = recorder(Date.parse('2025-04-23T12:00:00Z'))
const report = record(
  'corrections-INC-7',
  'PrisonerEscapeReported',
  {
    count: 2,
    persons: [
      { subject: 'P-1', name: sealed('k1'), born: sealed('k1') },
      { subject: 'P-2', name: sealed('gone') },
    ],
    witness: { name: sealed('k3') },
  },
  { agency: 'corrections' },
)

const clear = {
  count: 2,
  persons: [
    { subject: 'P-1', name: 'Bat', born: 1990 },
    { subject: 'P-2', name: sealed('gone') },
  ],
  witness: { name: 'Dulmaa' },
}

const given = (recording: 'works' | 'fails' = 'works', keys: 'here' | 'away' = 'here') => {
  const steps: string[] = []
  const recorded: IntendedRead[] = []
  const open = createPersonalReader({
    policy: createPolicy({ agencies: ['police', 'corrections'] }),
    audit: {
      record: async (read) => {
        steps.push('recorded')
        recorded.push(read)
        return recording === 'works'
          ? ok({ event: eventId(1), stream: 'access-x', position: 1n })
          : err({ code: 'read-record-unavailable', detail: 'Not now.', retryAfterS: 2 })
      },
    },
    unseal: async () => {
      steps.push('unsealed')
      return keys === 'away'
        ? err({ kind: 'keys-away', detail: 'Not now.', retryAfterS: 5 })
        : ok({ data: clear, summary: 'Bat ran off' })
    },
  })
  return { open, steps, recorded }
}
const here = { position: 41n }
const ofEscape = { owner: 'corrections', incident: 'INC-7' }
const all = ['persons.0.name', 'persons.0.born', 'persons.1.name', 'witness.name']

test('a read is on record before anything is opened, with names and codes and no values', async () => {
  const { open, steps, recorded } = given()
  expect(await open(officer, [{ event: report, paths: all }], here)).toEqual({
    ok: true,
    values: [
      { event: report.id, path: 'persons.0.name', state: 'open', value: 'Bat' },
      { event: report.id, path: 'persons.0.born', state: 'open', value: 1990 },
      { event: report.id, path: 'persons.1.name', state: 'erased' },
      { event: report.id, path: 'witness.name', state: 'open', value: 'Dulmaa' },
    ],
  })
  expect(steps).toEqual(['recorded', 'unsealed'])
  expect(recorded[0]).toMatchObject({
    parts: [
      {
        ...ofEscape,
        subjects: ['P-1'],
        fields: ['PrisonerEscapeReported.persons.name', 'PrisonerEscapeReported.persons.born'],
        results: 2,
      },
      { ...ofEscape, subjects: ['P-2'], fields: ['PrisonerEscapeReported.persons.name'], results: 1 },
      { ...ofEscape, subjects: [report.id], fields: ['PrisonerEscapeReported.witness.name'], results: 1 },
    ],
    position: 41n,
  })
  expect(JSON.stringify({ ...recorded[0], position: '' })).not.toMatch(/Bat|Dulmaa|1990/)
})

test('a summary is opened like a field, and the read is one about everybody whom the event names', async () => {
  const { open, recorded } = given()
  const summarized = { ...report, envelope: { ...report.envelope, summary: sealed('k4') } }

  const opened = await open(officer, [{ event: summarized, paths: ['envelope.summary'] }], here)

  expect(opened).toMatchObject({
    values: [{ path: 'envelope.summary', state: 'open', value: 'Bat ran off' }],
  })
  expect(recorded).toMatchObject([
    {
      parts: [{ subjects: ['P-1', 'P-2'], fields: ['PrisonerEscapeReported.envelope.summary'], results: 1 }],
    },
  ])
})

test('to whom it goes on is put on record with the read', async () => {
  const { open, recorded } = given()
  await open(officer, [{ event: report, paths: all }], { position: 41n, onward: ['border'] })
  expect(recorded).toMatchObject([{ onward: ['border'] }])
})

test('nothing is opened when the read cannot be put on record', async () => {
  const { open, steps } = given('fails')
  expect(await open(officer, [{ event: report, paths: all }], here)).toEqual({
    ok: false,
    reason: 'unavailable',
    detail: 'Not now.',
  })
  expect(steps).toEqual(['recorded'])
})

test('while no key can be asked nothing is shown, and the read stands on record', async () => {
  const { open, steps } = given('works', 'away')
  expect(await open(officer, [{ event: report, paths: all }], here)).toMatchObject({
    ok: false,
    reason: 'unavailable',
  })
  expect(steps).toEqual(['recorded', 'unsealed'])
})

test.each<[string, Partial<Reader>]>([
  ['no-purpose', { purpose: undefined }],
  ['no-purpose', { case: undefined }],
  ['not-allowed', { roles: ['auditor'] }],
  ['not-allowed', { agency: 'nobody' }],
])('whoever is denied (%s, %j) leaves no record and opens nothing', async (reason, change) => {
  const { open, steps } = given()
  expect(await open({ ...officer, ...change }, [{ event: report, paths: all }], here)).toMatchObject({
    ok: false,
    reason,
  })
  expect(steps).toEqual([])
})

test('only what is asked for is opened, and only what is sealed', async () => {
  const { open, recorded } = given()
  const wanted = [{ event: report, paths: ['witness.name', 'count', 'nowhere', '__proto__'] }]
  const opened = await open(officer, wanted, here)
  expect(opened).toMatchObject({ ok: true, values: [{ path: 'witness.name' }] })
  expect(recorded[0]).toMatchObject({ parts: [{ results: 1, subjects: [report.id] }] })
})

test('asking for nothing sealed is no read', async () => {
  const { open, steps } = given()
  expect(await open(officer, [{ event: report, paths: ['count'] }], here)).toEqual({ ok: true, values: [] })
  expect(steps).toEqual([])
})
