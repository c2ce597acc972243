import { describe, expect, test } from 'vitest'
import { createPolicy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import { recorder } from '../testing/recorded.ts'
import type { PersonalRead, ReadPart } from './read-events.ts'
import { readStream } from './read-events.ts'
import { accessReport, type ReadQuestion, readsIn, whoRead } from './read-record.ts'

const policy = createPolicy({ agencies: ['police', 'border', 'corrections', 'joc'], oversight: ['joc'] })
const record = recorder(Date.parse('2025-04-23T12:00:00Z'))

const part: ReadPart = {
  owner: 'corrections',
  incident: 'INC-7',
  subjects: ['P-1'],
  fields: ['name'],
  results: 1,
}
const said = (agency: string, more: Partial<PersonalRead>, of: Partial<ReadPart> = {}): PersonalRead => ({
  reader: { agency, subject: `${agency}-officer`, roles: ['duty-officer'] },
  purpose: 'search',
  case: 'C-1',
  at: '2025-04-23T12:00:00Z',
  parts: [{ ...part, ...of }],
  position: '12',
  onward: [],
  ...more,
})
const stream = (agency: string) => readStream('joc', '2025-04-23', agency, 'run1', 0)
const events = [
  record(stream('police'), 'PersonalDataRead', said('police', {})),
  record(
    stream('police'),
    'PersonalDataRead',
    said('police', { at: '2025-04-23T13:00:00Z' }, { subjects: ['P-2'] }),
  ),
  record(
    stream('border'),
    'PersonalDataRead',
    said('border', { purpose: 'checks', case: 'C-9' }, { owner: 'border' }),
  ),
  record(
    stream('joc'),
    'PersonalDataRead',
    said('joc', { onward: ['border'] }, { subjects: ['P-1', 'P-2'], incident: 'INC-8' }),
  ),
  record('police-INC-7', 'PersonalDataRead', said('police', { case: 'forged' })),
]
const reads = readsIn(events)

const auditor = (agency: string): Reader => ({
  agency,
  subject: 'auditor',
  roles: ['auditor'],
  purpose: undefined,
  case: undefined,
})
const asked = (agency: string, question?: ReadQuestion): string[] =>
  whoRead(policy, auditor(agency), reads, question).map(
    ({ reader, parts }) => `${reader.agency} ${parts.flatMap(({ subjects }) => subjects).join('+')}`,
  )

test('only the streams of the record count', () => {
  expect(reads).toHaveLength(4)
  expect(reads.map((read) => read.case)).not.toContain('forged')
})

describe('who read what', () => {
  test('oversight sees all of it', () => {
    expect(asked('joc')).toEqual(['police P-1', 'police P-2', 'border P-1', 'joc P-1+P-2'])
  })

  test("an agency's auditor sees its own people's reads and the reads of its records", () => {
    expect(asked('police')).toEqual(['police P-1', 'police P-2'])
    expect(asked('border')).toEqual(['border P-1'])
    expect(asked('corrections')).toEqual(['police P-1', 'police P-2', 'joc P-1+P-2'])
  })

  test('nobody else sees any of it', () => {
    const commander: Reader = { ...auditor('joc'), roles: ['commander', 'coordinator', 'analyst'] }
    expect(whoRead(policy, commander, reads)).toEqual([])
    expect(asked('nobody')).toEqual([])
  })

  test.each<[ReadQuestion, readonly string[]]>([
    [{ subject: 'P-2' }, ['police P-2', 'joc P-1+P-2']],
    [{ agency: 'border' }, ['border P-1']],
    [{ reader: 'police-officer' }, ['police P-1', 'police P-2']],
    [{ incident: 'INC-8' }, ['joc P-1+P-2']],
    [{ owner: 'border' }, ['border P-1']],
    [{ case: 'C-9', purpose: 'checks' }, ['border P-1']],
    [{ case: 'C-9', purpose: 'search' }, []],
    [{ field: 'name', agency: 'joc' }, ['joc P-1+P-2']],
    [{ from: '2025-04-23T13:00:00Z' }, ['police P-2']],
    [{ until: '2025-04-23T13:00:00Z', agency: 'police' }, ['police P-1']],
  ])('asked %j', (question, expected) => {
    expect(asked('joc', question)).toEqual(expected)
  })
})

describe('a read of records of several owners at once', () => {
  const intelligence: ReadPart = {
    owner: 'police',
    incident: 'INC-SECRET',
    subjects: ['P-1', 'P-9'],
    fields: ['IntelligenceReported.source.name'],
    results: 2,
  }
  const mixed = readsIn([
    record(stream('joc'), 'PersonalDataRead', said('joc', { parts: [part, intelligence] })),
  ])
  const partsFor = (agency: string, question?: ReadQuestion) =>
    whoRead(policy, auditor(agency), mixed, question).map(({ parts }) => parts)

  test('shows each of them their own part: what one withholds from another stays withheld', () => {
    expect(partsFor('corrections')).toEqual([[part]])
    expect(partsFor('police')).toEqual([[intelligence]])
    expect(partsFor('border')).toEqual([])
    expect(partsFor('joc')).toEqual([[part, intelligence]])
  })

  test.each<[ReadQuestion]>([
    [{ subject: 'P-9' }],
    [{ owner: 'police' }],
    [{ incident: 'INC-SECRET' }],
    [{ field: 'IntelligenceReported.source.name' }],
    [{ incident: 'INC-7', field: 'IntelligenceReported.source.name' }],
  ])('is not found by what is in a part of others: %j', (question) => {
    expect(partsFor('corrections', question)).toEqual([])
  })

  test('tells each person of the fields about them, and of nobody else’s', () => {
    const [about] = accessReport(mixed, 'P-9').accesses
    expect(about?.fields).toEqual(['IntelligenceReported.source.name'])
    const known = whoRead(policy, auditor('corrections'), mixed)
    expect(accessReport(known, 'P-1').accesses.map(({ fields }) => fields)).toEqual([['name']])
    expect(accessReport(known, 'P-9').accesses).toEqual([])
  })
})

test('a person is told when, by which agency, why, what and to whom it went on, and no more', () => {
  expect(accessReport(reads, 'P-2')).toEqual({
    subject: 'P-2',
    accesses: [
      { at: '2025-04-23T13:00:00Z', agency: 'police', purpose: 'search', fields: ['name'], onward: [] },
      { at: '2025-04-23T12:00:00Z', agency: 'joc', purpose: 'search', fields: ['name'], onward: ['border'] },
    ],
  })
  const report = JSON.stringify(accessReport(reads, 'P-2'))
  for (const secret of ['officer', 'C-1', 'P-1']) expect(report).not.toContain(secret)
})
