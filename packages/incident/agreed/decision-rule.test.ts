import type { Command } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import { decisionForbids } from './decision-rule.ts'

const why = (data: object, summary?: string) =>
  decisionForbids({ data: { basis: ['A-1'], ...data }, context: { summary } } as unknown as Command)?.code

describe('a decision', () => {
  test('of a fact, or in words, speaks of nobody’s people', () => {
    expect(why({ fact: { name: 'dead', value: 2 } })).toBeUndefined()
    expect(why({ decision: 'the drone counts' })).toBeUndefined()
    expect(why({}, 'the drone counts')).toBeUndefined()
  })

  test('of a unit says how many of its people stay where', () => {
    expect(why({ unit: 'W-1' })).toBe('allocations-missing')
    expect(why({ unit: 'W-1', T: 4 })).toBeUndefined()
    expect(why({ unit: 'W-1', allocations: [] })).toBeUndefined()
  })

  test('rests on something, and decides something', () => {
    expect(why({ basis: [], decision: 'so be it' })).toBe('basis-missing')
    expect(why({})).toBe('nothing-decided')
  })
})
