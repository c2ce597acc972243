import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heldAnswer, lineAnswer, problemAnswer } from '../documents/answer-schemas.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

/** A fire that two people saw: the first report names both, one of them as a witness; the second the other one. */
const incidentWithTwo = async (): Promise<string> => {
  const incident = `INC-${randomUUID().slice(0, 8)}`
  const witness = (subject: string) => ({ subject, name: `Name of ${subject}`, born: '1990' })
  for (const [reference, subjects, subject] of [
    ['R-1', ['P-1', 'P-2'], 'P-1'],
    ['R-2', [], 'P-2'],
  ] as const) {
    const body = {
      occurredAt: yesterday,
      reference,
      summary: 'Who was there',
      data: { subjects, witness: witness(subject) },
    }
    expect((await parks.command('ReportFire', incident, { body })).status).toBe(201)
  }
  return incident
}
const held = async (incident: string, query = '') =>
  heldAnswer.parse((await parks.get(`/v1/incidents/${incident}/personal-data${query}`)).body)
const told = async (incident: string, query = '') =>
  (await held(incident, query)).fields.map(
    ({ reference, field, erased }) => `${reference} ${field}${erased ? ' (erased)' : ''}`,
  )
const erase = (incident: string, data: object, more: object = {}) =>
  parks.command('ErasePersonalData', incident, {
    body: { occurredAt: yesterday, data: { legalBasis: 'no link to crime', ...data }, ...more },
  })

test('who may erase sees about whom something is held, by code and field and nothing else', async () => {
  const incident = await incidentWithTwo()
  const answer = await held(incident)
  expect(answer.subjects).toEqual(['P-1', 'P-2'])
  expect(answer.fields.map(({ reference, field, subjects }) => [reference, field, subjects])).toEqual([
    ['R-1', 'witness.name', ['P-1']],
    ['R-1', 'witness.born', ['P-1']],
    ['R-1', 'envelope.summary', ['P-1', 'P-2']],
    ['R-2', 'witness.name', ['P-2']],
    ['R-2', 'witness.born', ['P-2']],
    ['R-2', 'envelope.summary', ['P-2']],
  ])
  expect(JSON.stringify(answer)).not.toMatch(/Name of|1990|Who was there/)

  const analyst = await parks.token({ roles: ['analyst'] })
  const foreign = await parks.token({ agency: 'police' })
  for (const token of [analyst, foreign]) {
    expect((await parks.get(`/v1/incidents/${incident}/personal-data`, token)).status).toBe(403)
  }
})

test('what an erasure would destroy is told before, and that is what it destroys', async () => {
  const incident = await incidentWithTwo()
  const before = await told(incident, '?subject=P-1')
  expect(before).toEqual(['R-1 witness.name', 'R-1 witness.born', 'R-1 envelope.summary'])

  expect((await erase(incident, { subject: 'P-1' })).status).toBe(201)

  expect((await told(incident)).filter((line) => line.endsWith('(erased)'))).toEqual(
    before.map((line) => `${line} (erased)`),
  )
})

test('an erasure by field tells of everything under the same key', async () => {
  const incident = await incidentWithTwo()
  expect(await told(incident, '?target=R-2&field=witness.name')).toEqual([
    'R-2 witness.name',
    'R-2 witness.born',
    'R-2 envelope.summary',
  ])
})

test('an erasure by field destroys everything under the same key, as was told before', async () => {
  const incident = await incidentWithTwo()
  const before = await told(incident, '?target=R-2&field=witness.name')
  expect((await erase(incident, { target: 'R-2', field: 'witness.name' })).status).toBe(201)
  expect((await told(incident)).filter((line) => line.endsWith('(erased)'))).toEqual(
    before.map((line) => `${line} (erased)`),
  )
})

test('an erasure of a field that is not there is refused also where one key holds everything', async () => {
  const incident = await incidentWithTwo()
  const { body } = await erase(incident, { target: 'R-2', field: 'nickname' })
  expect(body.rejection).toBe('nothing-to-erase')
  expect((await told(incident)).filter((line) => line.endsWith('(erased)'))).toEqual([])
})

test.each([
  ['a person about whom nothing is held', { subject: 'P-9' }, 'P-1, P-2'],
  [
    'a field that is not there',
    { target: 'R-1', field: 'witness.nickname' },
    'witness.name, witness.born, envelope.summary',
  ],
  ['a record that is not there', { target: 'R-9', field: 'witness.name' }, 'P-1, P-2'],
])('an erasure that names %s destroys nothing and says what there is', async (_, named, there) => {
  const incident = await incidentWithTwo()
  const { status, body } = await erase(incident, named)
  expect([status, body.code, body.rejection]).toEqual([409, 'rejected', 'nothing-to-erase'])
  expect(body.detail).toContain(there)
  expect(problemAnswer.safeParse(body).error).toBeUndefined()
  expect((await told(incident)).filter((line) => line.endsWith('(erased)'))).toEqual([])
  expect((await parks.get(`/v1/incidents/${incident}`)).body.revision).toBe(1)
})

test('an erasure is not played, because what it destroys is gone', async () => {
  const incident = await incidentWithTwo()
  const { status, body } = await erase(incident, { subject: 'P-1' }, { mode: 'exercise' })
  expect([status, body.rejection]).toEqual([409, 'erasure-played'])
  expect((await told(incident)).filter((line) => line.endsWith('(erased)'))).toEqual([])
})

test('an erasure that names nobody is refused', async () => {
  expect((await erase(await incidentWithTwo(), {})).body.code).toBe('invalid-command')
})

describe('what an older system erased is on record', () => {
  const imported = (incident: string, reference: string, data: object) => ({
    command: 'ErasePersonalData',
    incident,
    reference,
    system: 'older',
    occurredAt: yesterday,
    recordedAt: yesterday,
    data: { legalBasis: 'no link to crime', ...data },
  })
  const effects = async (incident: string) => {
    const read = await parks.agency.log.readStored(`parks-${incident}`)
    const erasures = (read.ok ? read.value : []).filter(({ type }) => type === 'PersonalDataErased')
    return erasures.map(({ data }) => (data as { effect?: string }).effect)
  }

  test.each([
    ['a person', { subject: 'P-1' }],
    ['a field', { target: 'R-2', field: 'witness.name' }],
    ['a field by another name, where one key holds everything', { target: 'R-2', field: 'notes' }],
  ])('and destroys what it names here: %s', async (_, named) => {
    const incident = await incidentWithTwo()
    const [line] = await parks.batch([imported(incident, randomUUID(), named)])
    expect([line!.status, line!.effect]).toEqual([201, undefined])
    expect(await effects(incident)).toEqual([undefined])
    expect((await told(incident)).filter((one) => one.endsWith('(erased)'))).toHaveLength(3)
  })

  test.each([
    ['a record of another agency', { target: 'R-77', field: 'notes' }],
    ['a person about whom nothing is held', { subject: 'P-9' }],
  ])('and says that it had no effect where it names %s, each time it is brought in', async (_, named) => {
    const incident = await incidentWithTwo()
    const line = imported(incident, randomUUID(), named)
    const results = [...(await parks.batch([line])), ...(await parks.batch([line]))]
    expect(results.map(({ status, effect, repeated }) => [status, effect, repeated])).toEqual([
      [201, 'none', undefined],
      [201, 'none', true],
    ])
    for (const one of results) expect(lineAnswer.safeParse(one).error).toBeUndefined()
    expect(await effects(incident)).toEqual(['none'])
    expect((await told(incident)).filter((one) => one.endsWith('(erased)'))).toEqual([])
  })

  test('and its sender does not say whether it had an effect', async () => {
    const incident = await incidentWithTwo()
    const [line] = await parks.batch([imported(incident, randomUUID(), { subject: 'P-1', effect: 'none' })])
    expect([line!.status, line!.effect]).toEqual([201, undefined])
    expect(await effects(incident)).toEqual([undefined])
  })
})

test('a repeat of an erasure is given the same answer', async () => {
  const incident = await incidentWithTwo()
  const key = randomUUID()
  const body = { occurredAt: yesterday, data: { legalBasis: 'no link to crime', subject: 'P-1' } }
  const first = await parks.command('ErasePersonalData', incident, { key, body })
  const second = await parks.command('ErasePersonalData', incident, { key, body })
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
})
