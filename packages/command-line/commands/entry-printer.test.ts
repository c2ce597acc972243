import { expect, test } from 'vitest'
import { entryPrinter, type TimelineEntry } from './entry-printer.ts'

const entry = (more: Partial<TimelineEntry['event']> = {}, inForce = true): TimelineEntry => ({
  inForce,
  event: {
    position: '120',
    reference: 'P-1',
    type: 'SceneSecured',
    agency: 'police',
    incidentId: 'INC-7',
    summary: 'the barn',
    occurredAt: '2026-01-05T10:00:00+08:00',
    knownAt: '2026-01-05T12:30:00+08:00',
    mode: 'OPERATIONAL',
    ...more,
  },
})

const printed = (entries: readonly TimelineEntry[], options: { readonly csv?: boolean } = {}) => {
  const lines: string[] = []
  const output = { json: false, watched: false, out: (line: string) => void lines.push(line), err: () => {} }
  const printer = entryPrinter(output, options)
  printer.fit(entries)
  for (const one of entries) printer.print(one)
  return lines
}

test('references stand under one another, also long ones; those that no column has room for are shortened', () => {
  const lines = printed([
    entry(),
    entry({ reference: '2026/0117/regional' }),
    entry({ reference: 'archive-of-the-region/2026/0117' }),
    entry({ agency: 'civil-protection-office' }),
  ])
  expect(new Set(lines.map((line) => line.indexOf('the barn'))).size).toBe(1)
  expect(lines[1]).toContain(' 2026/0117/regional ')
  expect(lines[2]).toContain(' archive-of-the-region/2… ')
})

test('CSV tells everything whole, under a heading', () => {
  expect(printed([entry({ reference: '=1+1', summary: null }, false)], { csv: true })).toEqual([
    'occurredAt,knownAt,agency,incident,reference,type,summary,mode,inForce,position',
    "2026-01-05T10:00:00+08:00,2026-01-05T12:30:00+08:00,police,INC-7,'=1+1,SceneSecured,,operational,false,120",
  ])
})
