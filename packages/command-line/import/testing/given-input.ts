import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import type { BadInput, ImportItem, ReportLine } from '../report-line.ts'

/** An input file that says this. */
export const saying = (text: string): Readable => Readable.from([Buffer.from(text)])

/** Everything that a reader made of its input. */
export const collect = async (
  items: AsyncIterable<ImportItem>,
): Promise<{ readonly lines: readonly ReportLine[]; readonly bad: readonly BadInput[] }> => {
  const lines: ReportLine[] = []
  const bad: BadInput[] = []
  for await (const item of items) {
    if (item.kind === 'report') lines.push(item.report.line)
    else bad.push(item.bad)
  }
  return { lines, bad }
}

/** A file of the real input that stands beside a checkout. Where there is none, the test is skipped, and says so aloud. */
export const realInput = (path: string, { skip }: Pick<TestContext, 'skip'>): string => {
  const file = fileURLToPath(new URL(`../../../../../shared/data/${path}`, import.meta.url))
  if (existsSync(file)) return file
  const missing = `there is no real input at ../shared/data/${path}`
  console.warn(`SKIPPED: ${missing}`)
  return skip(missing)
}

/** A line of a story, with what a test says otherwise. */
export const storyLine = (changes: object) =>
  JSON.stringify({
    id: 'X-1',
    agency: 'police',
    type: 'TaskAccepted',
    incident: 'OP-1',
    occurredAt: '2025-04-23T14:31:00+08:00',
    recordedAt: '2025-04-23T14:31:00+08:00',
    corrects: null,
    handling: { tlp: 'AMBER', releaseTo: ['police'] },
    data: { task: 'T1' },
    ...changes,
  })
