import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CommandBody } from './command-schema.ts'
import { completeBody } from './complete-body.ts'

const now = Date.parse('2025-04-23T12:00:00Z')
/** Takes whatever it is given: what is wrong here, no field alone is. */
const schema = z.looseObject({}) as unknown as z.ZodType<CommandBody>

const pointers = (said: object, incident = 'INC-7') => {
  const body = completeBody(schema, incident, { occurredAt: '2025-04-23T11:00:00Z', data: {}, ...said }, now)
  return body.ok ? [] : body.error.errors?.map(({ pointer }) => pointer)
}

describe('a command is refused', () => {
  test('as an imported record that does not say which system recorded it', () => {
    const recordedAt = '2025-04-23T11:30:00Z'
    expect(pointers({ recordedAt })).toEqual(['#/system'])
    expect(pointers({ recordedAt, system: 'dispatch' })).toEqual([])
    expect(pointers({ system: 'dispatch' })).toEqual([])
  })

  test('that replaces a record and takes one back', () => {
    expect(pointers({ corrects: 'A-1', retracts: 'A-2' })).toEqual(['#/retracts'])
    expect([pointers({ corrects: 'A-1' }), pointers({ retracts: 'A-2' })]).toEqual([[], []])
  })

  test('for what no incident can be called', () => {
    expect(pointers({}, 'no incident/')).toEqual(['#/incident'])
  })
})
