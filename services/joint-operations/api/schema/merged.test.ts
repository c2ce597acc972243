import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']

const told = (
  position: number,
  incident: string,
  type: string,
  more: Partial<ToldEvent> = {},
): ToldEvent => ({
  ...{ position, incident, type, agency: 'police', releaseTo: everyone, reference: `P-${position}` },
  at: `2025-05-11T09:${position}:00+08:00`,
  ...more,
})

const ferry = told(10, 'INC-FERRY', 'IncidentOpened')
const boat = told(20, 'INC-BOAT', 'IncidentOpened')
const landing = told(30, 'INC-FERRY', 'ReportFiled', { data: { reportType: 'LandingSearched' } })
const secret = told(40, 'INC-BOAT', 'ReportFiled', {
  data: { reportType: 'TipReceived' },
  releaseTo: ['joc'],
})
const merged = told(50, 'INC-BOAT', 'IncidentMerged', { agency: 'joc', data: { into: 'INC-FERRY' } })
const undone = told(55, 'INC-BOAT', 'IncidentUnmerged', { agency: 'joc', data: { from: 'INC-FERRY' } })

/** What an agency is shown of the ferry's incident, with what was merged into it or without. */
const timeline = async (agency: string, events: readonly ToldEvent[], withMerged = true) => {
  // Steps on incidents as a whole stand in streams of their own.
  const log = tell(events).map((event) => ({ ...event, stream: event.stream.replace(/^joc-/, 'incident-') }))
  const { data } = await apiOver(log).ask(
    tokenOf(agency, ['commander']),
    `query ($merged: Boolean!) { incident(id: "INC-FERRY") {
      mergedFrom timeline(merged: $merged) { totalCount nodes { event { incidentId reference } inForce } }
    } }`,
    { merged: withMerged },
  )
  const { mergedFrom, timeline } = data.incident
  expect(timeline.totalCount).toBe(timeline.nodes.length)
  const entries = timeline.nodes.map(({ event }: { event: { incidentId: string; reference: string } }) => [
    event.incidentId,
    event.reference,
  ])
  return { mergedFrom, entries }
}

test('an incident into which another was merged shows what is recorded under that one where it is asked for', async () => {
  const story = [ferry, boat, landing, secret, merged]
  expect(await timeline('joc', story)).toEqual({
    mergedFrom: ['INC-BOAT'],
    entries: [
      ['INC-FERRY', 'P-10'],
      ['INC-BOAT', 'P-20'],
      ['INC-FERRY', 'P-30'],
      ['INC-BOAT', 'P-40'],
      ['INC-BOAT', 'P-50'],
    ],
  })
  expect((await timeline('joc', story, false)).entries.map(([, reference]: string[]) => reference)).toEqual([
    'P-10',
    'P-30',
    'P-50',
  ])
})

test('what is withheld of the merged incident stays so', async () => {
  const { entries } = await timeline('border', [ferry, boat, landing, secret, merged])
  expect(entries.map(([, reference]: string[]) => reference)).toEqual(['P-10', 'P-20', 'P-30', 'P-50'])
})

test('what was taken out again is shown no more', async () => {
  const { mergedFrom, entries } = await timeline('joc', [ferry, boat, landing, secret, merged, undone])
  expect(mergedFrom).toEqual([])
  expect(entries.map(([, reference]: string[]) => reference)).toEqual(['P-10', 'P-30', 'P-50', 'P-55'])
})
