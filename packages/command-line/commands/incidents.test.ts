import { expect, onTestFinished, test, vi } from 'vitest'
import { listIncidents } from './incidents.ts'
import { analyst } from './testing/analyst.ts'

const incident = (number: number) => ({
  id: `INC-${number}`,
  ...{ form: 'INCIDENT', kind: null, status: 'ACTIVE', severity: 'UNKNOWN', lead: null },
  ...{ agencies: ['police', 'border'], openedAt: '2026-01-05T10:00:00+08:00', title: '=1+1' },
})

test('more than one page holds are listed whole, all as they stood when the first page was answered', async () => {
  onTestFinished(() => void vi.unstubAllGlobals())
  const asked: { readonly first: number; readonly after: string | null; readonly asOf: unknown }[] = []
  vi.stubGlobal('fetch', async (_: string, { body }: { readonly body: string }) => {
    const { variables } = JSON.parse(body)
    asked.push(variables)
    const begin = Number(variables.after ?? 0)
    const nodes = Array.from({ length: variables.first }, (_, index) => incident(begin + index))
    const pageInfo = { hasNextPage: true, endCursor: String(begin + variables.first) }
    const data = { incidents: { totalCount: 500, nodes, pageInfo } }
    return Response.json({ data, extensions: { concord: { position: String(900 + asked.length) } } })
  })
  const lines: string[] = []
  const output = { json: false, watched: false, out: (line: string) => void lines.push(line), err: () => {} }

  await listIncidents(analyst, { first: 250, csv: true }, output)

  const known = { known: { position: '901' } }
  expect(asked.map(({ first, after, asOf }) => [first, after, asOf])).toEqual([
    [100, null, null],
    [100, '100', known],
    [50, '200', known],
  ])
  expect(lines).toHaveLength(251)
  expect(lines.slice(0, 2)).toEqual([
    'id,form,kind,status,severity,lead,agencies,opened,title',
    "INC-0,incident,,active,unknown,,police border,2026-01-05T10:00:00+08:00,'=1+1",
  ])
})
