import { agreedEvents, details, nameSchema, personsSchema } from '@concord/incident'
import { defineEvent, personal } from '@concord/kernel'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { askedByLine } from './asked-by-line.ts'

const FireSeen = defineEvent({
  type: 'FireSeen',
  schemaVersion: 1,
  command: 'ReportFire',
  description: 'A fire.',
  data: details({ areaHa: z.number() }),
})
const WitnessHeard = defineEvent({
  type: 'WitnessHeard',
  schemaVersion: 1,
  command: 'HearWitness',
  description: 'A witness spoke.',
  data: details({
    place: nameSchema,
    said: personal(z.string()).optional(),
    persons: personsSchema.optional(),
  }),
})

const asked = askedByLine([FireSeen, WitnessHeard, ...agreedEvents])
const recordedAt = '2020-01-01T00:00:00Z'
const line = (type: string, body: object) => ({ command: undefined, type, body: { ...body } })
const history = (type: string, data: object) => line(type, { recordedAt, data })
const filedOf = (type: string, data: object) => asked(history(type, data)).body.data

test('a line names its command or its event type', () => {
  expect(asked({ command: 'ReportFire', type: undefined, body: {} })).toEqual({
    command: 'ReportFire',
    body: {},
  })
  expect(asked(line('FireSeen', {}))).toEqual({ command: 'ReportFire', body: {} })
})

test('history of a type that the agency does not have is filed under the word it came with', () => {
  expect(asked(history('CoachOverturned', { speed: 90 }))).toEqual({
    command: 'FileReport',
    body: { recordedAt, data: { speed: 90, reportType: 'CoachOverturned' } },
    filed: { as: 'ReportFiled' },
  })
})

test('what is reported today under an unknown type, or does not fit its type, is left to be refused', () => {
  for (const type of ['CoachOverturned', 'FireSeen'])
    expect(asked(line(type, { data: {} })).filed).toBeUndefined()
})

test('history whose details do not fit their type is filed under its name, and it is said why', () => {
  expect(asked(history('FireSeen', { areaHa: '12', wind: 'north' }))).toEqual({
    command: 'FileReport',
    body: { recordedAt, data: { areaHa: '12', wind: 'north', reportType: 'FireSeen' } },
    filed: {
      as: 'ReportFiled',
      misfits: [{ pointer: '#/data/areaHa', detail: expect.stringContaining('number') }],
    },
  })
  expect(asked({ command: 'ReportFire', type: undefined, body: { recordedAt } }).body.data).toEqual({
    reportType: 'FireSeen',
  })
})

test('history that fits its type is recorded as that', () => {
  expect(asked(history('FireSeen', { areaHa: 12 }))).toMatchObject({ command: 'ReportFire' })
})

test('what every report may say and this one says otherwise is kept under another name', () => {
  const told = { severityTold: 'dreadful', deadTold: 'two', injured: 1 }
  const data = { severity: 'dreadful', dead: 'two', injured: 1 }
  expect(filedOf('CoachOverturned', data)).toEqual({ ...told, reportType: 'CoachOverturned' })
  expect(filedOf('ReportFiled', { ...data, reportType: 'CoachOverturned' })).toEqual({
    ...told,
    reportType: 'CoachOverturned',
  })
})

test('what its type keeps sealed is kept sealed, and who is meant is still known', () => {
  expect(
    filedOf('WitnessHeard', { said: 'Oyun did it.', persons: [{ subject: 'P-1', notes: 'tall' }] }),
  ).toEqual({
    reportType: 'WitnessHeard',
    persons: [{ subject: 'P-1', notes: 'tall' }],
    personal: { said: 'Oyun did it.' },
  })
  expect(filedOf('WitnessHeard', { persons: 'Oyun' })).toEqual({
    reportType: 'WitnessHeard',
    personal: { persons: 'Oyun' },
  })
  expect(filedOf('WitnessHeard', {})).toEqual({ reportType: 'WitnessHeard', personal: {} })
})

test('an erasure that does not fit is left to be refused: as a report it would erase nothing', () => {
  expect(asked(history('PersonalDataErased', {}))).toMatchObject({ command: 'ErasePersonalData' })
  expect(asked(history('PersonalDataErased', {})).filed).toBeUndefined()
})

test('what is no JSON object, or holds a reserved name, is left to be refused', () => {
  for (const data of ['a fire', { areaHa: { $sealed: 1 } }])
    expect(asked(line('FireSeen', { recordedAt, data })).filed).toBeUndefined()
})
