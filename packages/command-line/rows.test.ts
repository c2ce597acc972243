import { UsageError } from '@concord/kernel'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { csvRow, printRows, wantsCsv } from './rows.ts'

const output = (json = false) => {
  const out = vi.fn<(line: string) => void>()
  return { json, watched: false, out, err: () => {}, printed: () => out.mock.calls.map(([line]) => line) }
}

test('what nobody could take for a formula comes back as it was, whatever it holds', () => {
  const text = fc
    .string({ unit: 'grapheme' })
    .filter((one) => !/^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(one))
  fc.assert(
    fc.property(fc.array(text, { minLength: 2 }), (row) => {
      expect(parse(csvRow(row))).toEqual([row])
    }),
  )
})

test.each(['=HYPERLINK("http://x")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])(
  '%j is no formula in a cell',
  (text) => {
    expect(parse(csvRow([text, 'next']))).toEqual([[`'${text}`, 'next']])
  },
)

test('numbers stay numbers, also below nothing; what is not there is empty', () => {
  expect(csvRow([-5, 3.5, true, null, 'x'])).toBe('-5,3.5,true,,x')
})

test('CSV has the heading first and every value whole, however narrow the window is', () => {
  const { printed, ...printing } = { ...output(), width: 5 }
  printRows(
    printing,
    { head: ['id', 'kind'], rows: [['INC-7', 'a very long word']], least: { kind: 4 } },
    true,
  )
  expect(printed()).toEqual(['id,kind', 'INC-7,a very long word'])
})

test('CSV and JSON at once is a wrong call', () => {
  expect(() => wantsCsv(output(true), { csv: true })).toThrow(UsageError)
  expect([wantsCsv(output(), { csv: true }), wantsCsv(output(true), {})]).toEqual([true, false])
})
