import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const escapeTold = (
  reference: string,
  position: number,
  at: string,
  knownAt: string,
  corrects?: string,
): ToldEvent => ({
  agency: 'corrections',
  incident: 'INC-1',
  type: corrects === undefined ? 'PrisonerEscapeReported' : 'PrisonerEscapeCorrected',
  data: { subjects: ['P-1'] },
  at: `2026-01-05T${at}:00+08:00`,
  knownAt: `2026-01-05T${knownAt}:00+08:00`,
  position,
  reference,
  releaseTo: ['joc'],
  ...(corrects === undefined ? {} : { corrects }),
})

test('of a report that was corrected twice, each correction says how long it took', async () => {
  const { ask } = apiOver(
    tell([
      escapeTold('A', 1, '10:00', '10:30'),
      escapeTold('B', 2, '09:50', '11:00', 'A'),
      escapeTold('C', 3, '09:40', '11:10', 'B'),
    ]),
  )
  const { data } = await ask(
    tokenOf('joc', ['analyst']),
    `{ incident(id: "INC-1") { corrections {
      first { reference } corrected { reference } truthToReportS reportToCorrectionS
      steps { corrected { reference } afterS }
    } } }`,
  )
  expect(data.incident.corrections).toEqual([
    {
      first: { reference: 'A' },
      corrected: { reference: 'C' },
      truthToReportS: 3000,
      reportToCorrectionS: 2400,
      steps: [
        { corrected: { reference: 'B' }, afterS: 1800 },
        { corrected: { reference: 'C' }, afterS: 600 },
      ],
    },
  ])
})
