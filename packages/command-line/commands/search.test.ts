import { expect, onTestFinished, test, vi } from 'vitest'
import { search } from './search.ts'
import { analyst } from './testing/analyst.ts'

const at = '2026-01-05T10:00:00+08:00'
const theft = { id: 'INC-7', kind: 'theft', status: 'ACTIVE', openedAt: at, title: 'Horses gone' }
const tracks = {
  ...{ position: '9', reference: null, type: 'FieldObservation', agency: 'border', incidentId: 'INC-7' },
  ...{ summary: 'Tracks of horses', occurredAt: at, knownAt: at, mode: 'OPERATIONAL' },
  supersededBy: { id: 'corrected' },
}

const answering = (found: object, concord: object = {}): { readonly asked: unknown[] } => {
  onTestFinished(() => void vi.unstubAllGlobals())
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (_: string, { body }: { readonly body: string }) => {
    asked.push(JSON.parse(body).variables)
    return Response.json({ data: { search: found }, extensions: { concord } })
  })
  return { asked }
}

const searched = async (json: boolean): Promise<readonly string[]> => {
  const lines: string[] = []
  const output = {
    json,
    watched: false,
    out: (line: string) => void lines.push(line),
    err: (line: string) => void lines.push(`err ${line}`),
  }
  await search(analyst, 'horses', { first: 1, valid: at }, output)
  return lines
}

test('what holds the words is printed, incidents before events, and how many more there are', async () => {
  const { asked } = answering(
    { incidents: { totalCount: 3, nodes: [theft] }, events: { totalCount: null, nodes: [tracks] } },
    { imported: 2, stale: true },
  )

  expect(await searched(false)).toEqual([
    'incidents: 1 of 3',
    'id     kind   status  opened                     title',
    `INC-7  theft  active  ${at}  Horses gone`,
    '\nevents: 1 of more than are counted',
    'occurred                   agency  incident  record  says',
    `${at}  border  INC-7     #9      Tracks of horses  [superseded]`,
    'err includes 2 imported records, which count as known when the older system recorded them',
    'err the picture cannot follow the log at present: what was recorded since may be missing',
  ])
  expect(asked).toEqual([{ text: 'horses', first: 1, asOf: { valid: at } }])
})

test('where nothing is found, that is said', async () => {
  const none = { totalCount: 0, nodes: [] }
  answering({ incidents: none, events: none })
  expect(await searched(false)).toEqual(['incidents: 0 of 0', '\nevents: 0 of 0'])
})

test('as JSON it is one value', async () => {
  const found = {
    incidents: { totalCount: 1, nodes: [theft] },
    events: { totalCount: 1, nodes: [tracks] },
  }
  answering(found)
  expect((await searched(true)).map((line) => JSON.parse(line))).toEqual([found])
})
