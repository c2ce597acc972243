import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { linesOf, type TextLine } from './lines.ts'

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b)
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i])
}

const read = async (bytes: Uint8Array, cuts: readonly number[], most = 1_000): Promise<readonly TextLine[]> =>
  Array.fromAsync(linesOf(pieces(bytes, cuts), most))

const anyCuts = fc.array(fc.nat(), { maxLength: 20 })
const anyLine = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((text) => text.replaceAll(/[\r\n\ufeff]/g, ' '))

test('wherever the network cuts the bytes, the lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLine, { maxLength: 20 }),
      anyCuts,
      fc.constantFrom('\n', '\r\n'),
      async (texts, cuts, end) => {
        const bytes = Buffer.from(texts.join(end))
        const expected = texts
          .map((text, index) => ({ number: index + 1, text: text.trim() }))
          .filter(({ text }) => text !== '')
        expect(await read(bytes, cuts)).toEqual(expected)
      },
    ),
  )
})

test('a line beyond the limit is reported in its place and the next one is read', async () => {
  const bytes = Buffer.from(`{"a":1}\n${'x'.repeat(50)}\n{"b":2}`)
  for (const cuts of [[], [9, 20, 40], [58]]) {
    expect(await read(bytes, cuts, 10)).toEqual([
      { number: 1, text: '{"a":1}' },
      { number: 2, fault: 'too-long' },
      { number: 3, text: '{"b":2}' },
    ])
  }
})

test('a line of just the limit is read, however it is cut', async () => {
  const bytes = Buffer.from(`${'x'.repeat(10)}\n${'y'.repeat(11)}\n${'z'.repeat(10)}`)
  for (const cuts of [[], [4, 15, 25], [10, 22]]) {
    expect(await read(bytes, cuts, 10)).toEqual([
      { number: 1, text: 'x'.repeat(10) },
      { number: 2, fault: 'too-long' },
      { number: 3, text: 'z'.repeat(10) },
    ])
  }
})

test('a byte order mark is passed over; bytes that are not UTF-8 spoil their own line only', async () => {
  const bytes = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from('{}\n'),
    Buffer.from([0xff, 0x0a]),
    Buffer.from('[]'),
  ])
  expect(await read(bytes, [1, 4])).toEqual([
    { number: 1, text: '{}' },
    { number: 2, fault: 'not-utf-8' },
    { number: 3, text: '[]' },
  ])
})

test('a line that comes byte by byte is held in few parts', async () => {
  const joined = vi.spyOn(Buffer, 'concat')
  onTestFinished(() => joined.mockRestore())
  const text = 'x'.repeat(50_000)
  const bytes = async function* () {
    for (const byte of Buffer.from(`${text}\n`)) yield Buffer.of(byte)
  }
  const lines: unknown[] = []
  for await (const line of linesOf(bytes(), 100_000)) lines.push(line)

  expect(lines).toEqual([{ number: 1, text }])
  expect(Math.max(...joined.mock.calls.map(([parts]) => parts.length))).toBeLessThan(2_000)
})
