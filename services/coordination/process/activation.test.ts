import { incidentIdSchema } from '@concord/incident'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operationOf } from './activation.ts'

const first = { rule: 'search', incident: 'ESC-1', mode: 'operational', time: 1 } as const

describe('an operation that a rule opens', () => {
  test('is called by the incident and the rule, by how often, and by whether it is played', () => {
    expect(operationOf(first)).toBe('OP-ESC-1-search')
    expect(operationOf({ ...first, time: 2 })).toBe('OP-ESC-1-search.2')
    expect(operationOf({ ...first, mode: 'exercise' })).toBe('EX-OP-ESC-1-search')
    expect(operationOf({ ...first, rule: 'plan/FLOOD' })).toBe('OP-ESC-1-plan.FLOOD')
  })

  test('always has a name that an operation may have, and never one of another', () => {
    const incident = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    const rule = fc.oneof(
      fc.stringMatching(/^[a-z][a-z0-9]{0,63}$/),
      incident.map((plan) => `plan/${plan}`),
    )
    const activation = fc.record({
      rule,
      incident,
      mode: fc.constantFrom('operational' as const, 'exercise' as const),
      time: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(activation, rule, (one, other) => {
        expect(operationOf(one)).toMatch(/^(EX-)?OP-/)
        expect(incidentIdSchema.safeParse(operationOf(one)).success).toBe(true)
        const isSame = operationOf(one) === operationOf({ ...one, rule: other })
        expect(isSame).toBe(one.rule === other)
      }),
    )
  })

  test('is told from others by the end of its name where that is cut', () => {
    const long = { ...first, incident: 'X'.repeat(64) }

    expect(operationOf(long)).toHaveLength(64)
    expect(operationOf(long)).not.toBe(operationOf({ ...long, rule: 'consular' }))
  })
})
