import { expect, test } from 'vitest'
import type { LineResult } from './deliver.ts'
import { keepingMisfits } from './keep-misfits.ts'
import type { ReportLine } from './report-line.ts'

const record = (
  reference: string,
  type: string,
  data: object,
  more: Partial<ReportLine> = {},
): ReportLine => ({
  type,
  incident: 'INC-1',
  system: 'older',
  reference,
  occurredAt: '2025-01-30T10:00:00+07:00',
  data,
  ...more,
})

/**
 * An agency that knows what was recorded, wants a number of every cost and a word it knows for every severity, and corrects
 * nothing that it has not.
 */
const agency = () => {
  const recorded = new Set<string>()
  const answer = (line: ReportLine, index: number): LineResult => {
    const at = { line: index + 1 }
    if (recorded.has(line.reference)) return { ...at, status: 200, repeated: true }
    if (line.type === 'CostRecorded' && !('amount' in (line.data as object)))
      return {
        ...at,
        status: 400,
        code: 'invalid-command',
        errors: [{ pointer: '#/data/amount', detail: 'is missing' }],
      }
    if ((line.data as { severity?: string }).severity === 'dreadful')
      return { ...at, status: 400, code: 'invalid-command' }
    if (line.corrects && !recorded.has(line.corrects)) return { ...at, status: 409, code: 'rejected' }
    recorded.add(line.reference)
    return { ...at, status: 201 }
  }
  const taken: ReportLine[] = []
  const deliver = async (lines: readonly ReportLine[]) => {
    const results = lines.map(answer)
    taken.push(...lines.filter((_, index) => results[index]!.status === 201))
    return results
  }
  return { taken, deliver }
}

test('what does not fit its type is kept as a report that bears its name, and says why', async () => {
  const { taken, deliver } = agency()
  const results = await keepingMisfits(deliver)([
    record('C-1', 'CostRecorded', { amountMnt: 5 }),
    record('C-2', 'CostRecorded', { amount: 7, currency: 'MNT' }),
  ])
  expect(results).toMatchObject([{ status: 201, misfit: ' #/data/amount is missing.' }, { status: 201 }])
  expect(taken.map(({ type, data }) => [type, data])).toEqual([
    ['CostRecorded', { amount: 7, currency: 'MNT' }],
    ['ReportFiled', { amountMnt: 5, reportType: 'CostRecorded' }],
  ])
})

test('what does not fit a report of any type either is kept as it was told', async () => {
  const { taken, deliver } = agency()
  const results = await keepingMisfits(deliver)([
    record('C-1', 'CostRecorded', { severity: 'dreadful' }),
    record('C-2', 'CostRecorded', { amount: 7 }),
  ])
  expect(results).toMatchObject([{ status: 201, misfit: ' #/data/amount is missing.' }, { status: 201 }])
  expect(taken.at(-1)?.data).toEqual({ told: { severity: 'dreadful' }, reportType: 'CostRecorded' })
})

test('a correction of what was kept is taken, because it comes after it', async () => {
  const { deliver } = agency()
  const results = await keepingMisfits(deliver)([
    record('C-1', 'CostRecorded', { amountMnt: 5 }),
    record('C-2', 'CostRecorded', { amount: 7 }, { corrects: 'C-1' }),
  ])
  expect(results.map(({ status }) => status)).toEqual([201, 201])
})

test('what is refused for another reason stays refused', async () => {
  const { deliver } = agency()
  const [result] = await keepingMisfits(deliver)([
    record('C-3', 'CostRecorded', { amount: 1 }, { corrects: 'C-9' }),
  ])
  expect(result).toMatchObject({ status: 409, code: 'rejected' })
})
