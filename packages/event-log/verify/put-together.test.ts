import { describe, expect, test } from 'vitest'
import { growingRoot } from '../merkle/growing-root.ts'
import { putTogether } from './put-together.ts'
import type { RootClaim } from './root-claims.ts'
import type { VerifyLogOptions } from './verify-options.ts'

/* An event without force is said to be recorded at a time that a signed head rules out. */

const at = (minutes: number): string => new Date(Date.UTC(2025, 3, 23, 12, minutes)).toISOString()
const leaf = Buffer.alloc(32)
/** A head of the first events of a log in which all are alike. */
const head = (size: number, minutes: number): RootClaim => {
  const growing = growingRoot()
  for (let count = 0; count < size; count++) growing.add(leaf)
  const root = growing.root().toString('base64url')
  const position = BigInt(size)
  return { size, root, by: 'joc', kind: 'signed', position, before: position, at: at(minutes) }
}
/** Of the first twenty events the last one is without force. */
const found = (minutes: number, ...heads: readonly RootClaim[]) =>
  putTogether({} as VerifyLogOptions, { standing: heads, withdrawn: [] }, []).add({
    leaves: new Uint8Array(20 * 32),
    positions: BigUint64Array.from({ length: 20 }, (_, index) => BigInt(index + 1)),
    times: new Uint8Array(0),
    entries: new Map(),
    ends: new Map(),
    difference: undefined,
    datedBack: [],
    refused: [
      {
        stream: 'police-INC-7',
        revision: 3,
        position: '20',
        recordedAt: at(minutes),
        detail: 'its key ended',
      },
    ],
  })

describe('an event that a head covers', () => {
  test('cannot have been recorded after the head was signed', () => {
    expect(found(16, head(30, 10))).toMatchObject({ reason: 'recorded-later', position: '20' })
  })

  test('may have been recorded until then, and a little later by another clock', () => {
    expect(found(9, head(30, 10))).toBeUndefined()
    expect(found(15, head(30, 10))).toBeUndefined()
  })

  test('is bounded by the first of the heads that cover it', () => {
    expect(found(16, head(30, 10), head(40, 20))).toMatchObject({ reason: 'recorded-later' })
  })
})

test('an event after the last head is bounded by none', () => {
  expect(found(60, head(10, 10))).toBeUndefined()
})
