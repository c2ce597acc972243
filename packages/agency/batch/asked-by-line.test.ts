import { expect, test } from 'vitest'
import { askedByLine } from './asked-by-line.ts'

const asked = askedByLine(
  new Map([
    ['FireSeen', 'ReportFire'],
    ['ReportFiled', 'FileReport'],
  ]),
)
const line = (type: string, body: object) => ({ command: undefined, type, body: { ...body } })

test('a line names its command or its event type', () => {
  expect(asked({ command: 'ReportFire', type: undefined, body: {} })).toEqual({
    command: 'ReportFire',
    body: {},
  })
  expect(asked(line('FireSeen', {}))).toEqual({ command: 'ReportFire', body: {} })
})

test('history of a type that the agency does not have is filed under the word it came with', () => {
  const recordedAt = '2020-01-01T00:00:00Z'
  expect(asked(line('CoachOverturned', { recordedAt, data: { speed: 90 } }))).toEqual({
    command: 'FileReport',
    body: { recordedAt, data: { speed: 90, reportType: 'CoachOverturned' } },
    filedAs: 'ReportFiled',
  })
})

test('what is reported today under an unknown type is left to be refused', () => {
  expect(asked(line('CoachOverturned', { data: {} }))).toEqual({
    command: 'CoachOverturned',
    body: { data: {} },
  })
})
