import { instantSchema } from '@concord/kernel'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldErrors } from './field-errors.ts'

const command = z.strictObject({
  occurredAt: instantSchema,
  marking: z.strictObject({}).optional(),
  data: z.record(z.string(), z.json()),
})

const errorsIn = (body: object) => fieldErrors(command.safeParse(body).error!)

const fitting = { occurredAt: '2025-07-10T10:00:00+03:00', data: {} }

test('what a command does not know is named, each field by itself, and told where it belongs', () => {
  expect(errorsIn({ ...fitting, id: 'HV-1', handling: {}, lat: 47.9 })).toEqual([
    {
      pointer: '#/id',
      detail: 'is called `reference` here; lines of a story are for `concord import story`',
    },
    {
      pointer: '#/handling',
      detail: 'is called `marking` here; lines of a story are for `concord import story`',
    },
    { pointer: '#/lat', detail: 'is not a field of a command; the details of the event belong into `data`' },
  ])
  expect(errorsIn({ ...fitting, marking: { for: 'border' } })).toEqual([
    { pointer: '#/marking/for', detail: 'is not a known field' },
  ])
})

test('a time that is not told is missing, and one without an offset is not understood', () => {
  const needed = 'a time needs a date, a time of day and an offset, such as 2025-04-23T13:20:00+08:00'
  expect(errorsIn({ data: {} })).toEqual([{ pointer: '#/occurredAt', detail: `is missing: ${needed}` }])
  expect(errorsIn({ occurredAt: '2025-07-10', data: {} })).toEqual([
    { pointer: '#/occurredAt', detail: needed },
  ])
})
