import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { eventId, tell } from '../testing/told-event.ts'

const broken = (agency: string, position: number) => ({
  agency: 'joc',
  incident: `INC-${position}`,
  type: 'BreakGlassInvoked',
  at: '2025-04-23T12:00:00Z',
  position,
  data: {
    reader: { agency, subject: `${agency}-chief` },
    reason: 'Two crews are inside the area.',
    until: '2025-04-23T13:00:00Z',
  },
})
const reviewed = (position: number, of: number) => ({
  ...broken('joc', position),
  incident: `INC-${of}`,
  type: 'BreakGlassReviewed',
  data: { invocation: eventId(of), finding: 'justified' },
})
const log = tell([broken('police', 1), broken('border', 2), broken('police', 3), reviewed(4, 1)]).map(
  (event) => ({
    ...event,
    stream: event.stream.replace(/^joc-/, 'glass-'),
  }),
)
const days = (count: number) => ({
  clock: () => Date.parse('2025-04-23T13:00:00Z') + count * 86_400_000,
})
const query = (overdue: string) =>
  `{ breakGlasses(overdue: ${overdue}) { totalCount nodes { incidentId agency reader endsAt open finding reviewDueAt overdue } } }`
const auditor = (agency: string) => tokenOf(agency, ['auditor'])

test('overseers see which reviews are overdue, and when each is due', async () => {
  const { data } = await apiOver(log, days(8)).ask(auditor('police'), query('true'))
  expect(data.breakGlasses).toEqual({
    totalCount: 1,
    nodes: [
      {
        incidentId: 'INC-3',
        agency: 'police',
        reader: 'police-chief',
        endsAt: '2025-04-23T13:00:00.000Z',
        open: false,
        finding: null,
        reviewDueAt: '2025-04-30T13:00:00.000Z',
        overdue: true,
      },
    ],
  })
})

test('none is overdue before its time, and each overseer sees what concerns their agency', async () => {
  const soon = apiOver(log, days(6))
  expect((await soon.ask(auditor('police'), query('true'))).data.breakGlasses.totalCount).toBe(0)
  expect((await soon.ask(auditor('police'), query('null'))).data.breakGlasses.totalCount).toBe(2)
  expect((await soon.ask(auditor('border'), query('null'))).data.breakGlasses.totalCount).toBe(1)
  expect((await soon.ask(auditor('emergency'), query('null'))).data.breakGlasses.totalCount).toBe(0)
})

test('nobody but auditors may ask', async () => {
  const { errors } = await apiOver(log).ask(tokenOf('police', ['commander']), query('null'))
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
})
