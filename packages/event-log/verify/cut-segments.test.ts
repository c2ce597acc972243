import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentsOf } from './cut-segments.ts'
import type { RootClaim } from './root-claims.ts'

const signed = (size: number, before: bigint): RootClaim => ({
  size,
  root: '',
  position: before,
  before,
  at: '2025-04-23T05:20:00Z',
  by: 'joc',
  kind: 'signed',
})

test('a log is cut at signed heads that are far enough apart, and at no other claim', () => {
  const heads = [signed(20_000, 100n), signed(30_000, 150n), signed(40_000, 200n)]
  const seen: RootClaim = { ...signed(70_000, 300n), kind: 'countersigned' }
  expect(segmentsOf([...heads, seen], 500n)).toEqual([
    { after: undefined, upTo: 100n },
    { after: 100n, upTo: 200n },
    { after: 200n, upTo: 500n },
  ])
})

test('a log without heads, or with one at its end, is one segment', () => {
  expect(segmentsOf([], 7n)).toEqual([{ after: undefined, upTo: 7n }])
  expect(segmentsOf([signed(50_000, 7n)], 7n)).toEqual([{ after: undefined, upTo: 7n }])
})

test('whatever is claimed, segments leave no event out and look at none twice', () => {
  const claims = fc.array(
    fc.record({ size: fc.nat(200_000), before: fc.option(fc.bigInt(0n, 300_000n), { nil: undefined }) }),
  )
  fc.assert(
    fc.property(claims, fc.bigInt(0n, 300_000n), (found, end) => {
      const standing = found.map((one) => ({ ...signed(one.size, 0n), before: one.before }))
      const segments = segmentsOf(
        standing.sort((a, b) => a.size - b.size),
        end,
      )
      expect(segments.map(({ after }) => after)).toEqual([
        undefined,
        ...segments.slice(0, -1).map(({ upTo }) => upTo),
      ])
      for (const { after, upTo } of segments) expect(upTo >= (after ?? 0n)).toBe(true)
      expect(segments.at(-1)?.upTo).toBe(end)
    }),
  )
})
