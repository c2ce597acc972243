import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { instantSchema, millisecondsOf } from './instant.ts'
import { agencyNameSchema, markingSchema } from './marking.ts'
import { isPersonal, isSealed, personal } from './personal.ts'
import { parseStreamName, streamName } from './stream.ts'

describe('a moment', () => {
  test.each(['2025-04-23T13:20:00+08:00', '2025-04-23T05:20:00Z', '2025-04-23T05:20:00.123-03:30'])(
    '%s',
    (at) => {
      expect(instantSchema.parse(at)).toBe(at)
    },
  )

  test.each(['2025-04-23T13:20:00', '2025-04-23', '23.04.2025 13:20', '2025-02-30T00:00:00Z', 1_745_385_600])(
    '%s is none: it needs a real date and an offset',
    (at) => {
      expect(instantSchema.safeParse(at).success).toBe(false)
    },
  )

  test('is the same moment under another offset', () => {
    expect(millisecondsOf('2025-04-23T13:20:00+08:00')).toBe(millisecondsOf('2025-04-23T05:20:00Z'))
  })
})

describe('a marking', () => {
  test('names agencies, not streams', () => {
    expect(agencyNameSchema.safeParse('border-guard').success).toBe(false)
    expect(agencyNameSchema.safeParse('Border').success).toBe(false)
  })

  test('says nothing that is not agreed on', () => {
    expect(markingSchema.safeParse({ tlp: 'AMBER', releaseTo: ['joc'] }).success).toBe(true)
    expect(markingSchema.safeParse({ tlp: 'ORANGE' }).success).toBe(false)
    expect(markingSchema.safeParse({ tlp: 'RED', releasedTo: ['joc'] }).success).toBe(false)
  })

  test('keeps a grade with its scale', () => {
    const grading = { scale: '3x5x2', grade: '2-B-C' }
    expect(markingSchema.parse({ tlp: 'RED', grading }).grading).toEqual(grading)
    expect(markingSchema.safeParse({ tlp: 'RED', grading: { grade: '2-B-C' } }).success).toBe(false)
  })
})

describe("a stream's name", () => {
  test('is taken apart at the first dash', () => {
    expect(parseStreamName(streamName('watch', 'INC-7'))).toEqual({ category: 'watch', id: 'INC-7' })
  })

  test.each(['$ce-watch', 'nodash', '-INC-7'])('%s has no category', (stream) => {
    expect(parseStreamName(stream)).toBeUndefined()
  })
})

test('a personal field is taken in the clear and sealed, and nothing else is', () => {
  const name = personal(z.string())
  const sealed = { $sealed: { key: 'k', iv: 'i', ciphertext: 'c', tag: 't' } }
  expect(name.parse('Bat')).toBe('Bat')
  expect(isSealed(name.parse(sealed))).toBe(true)
  expect(name.safeParse({ $sealed: { key: 'k' } }).success).toBe(false)
  expect([isPersonal(name), isPersonal(z.string())]).toEqual([true, false])
})
