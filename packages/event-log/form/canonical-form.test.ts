import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, eventHash, inOrder, signedForm } from './canonical-form.ts'

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'))

test('the fast way to the canonical form gives what RFC 8785 says', () => {
  fc.assert(
    fc.property(json, (value) => {
      const expected = canonicalize(value)
      expect(canonical(value)).toBe(expected)
      expect(canonical(inOrder(value))).toBe(expected)
      // As a reader gets it: parsed from what the store holds.
      expect(canonical(JSON.parse(JSON.stringify(inOrder(value))))).toBe(expected)
    }),
    { numRuns: 2_000 },
  )
})

test('keys that look like numbers are ordered as texts', () => {
  expect(canonical({ b: 1, 10: 2, 9: 3 })).toBe('{"10":2,"9":3,"b":1}')
})

test('undefined properties are left out; what JSON cannot say is refused', () => {
  expect(inOrder({ b: undefined, a: [undefined, 1] })).toEqual({ a: [null, 1] })
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, 1n]) {
    expect(() => inOrder(value)).toThrow(TypeError)
  }
})

test('what another program wrote in order but RFC 8785 cannot say has no form either, and nobody can have signed it', () => {
  const written = ['"\\ud800"', '{"\\udc00":1}', '{"a":[{"b":"x\\udbff"}]}', '1e999', '{"a":[1,-1e999]}']
  for (const text of written) expect(() => canonical(JSON.parse(text)), text).toThrow()
  const metadata = { agency: 'police', signature: {} }
  const event = { id: 'a', type: 'Noted', stream: 'police-1', revision: 0, data: { a: '\ud800' }, metadata }
  expect(signedForm(event)).toBeUndefined()
  expect(canonical({ a: 'C:\\udev', b: '\u{1f600}' })).toBe('{"a":"C:\\\\udev","b":"\u{1f600}"}')
})

test('the hash covers all of an event, the signed form all but the signature', () => {
  const event = {
    id: 'a',
    type: 'Noted',
    stream: 'police-1',
    revision: 3,
    data: { text: 'x' },
    metadata: { agency: 'police', signature: { value: 's' } },
  }
  const changes = [
    { id: 'b' },
    { type: 'Other' },
    { stream: 'police-2' },
    { revision: 4 },
    { data: { text: 'y' } },
    { metadata: { agency: 'border', signature: { value: 's' } } },
  ]
  const resigned = { ...event, metadata: { ...event.metadata, signature: { value: 't' } } }

  expect(new Set([...changes, resigned].map((change) => eventHash({ ...event, ...change }))).size).toBe(7)
  expect(new Set(changes.map((change) => signedForm({ ...event, ...change }))).size).toBe(6)
  expect(signedForm(resigned)).toBe(signedForm(event))
  expect(eventHash(resigned)).not.toBe(eventHash(event))
})
