import { expect, test } from 'vitest'
import type { Session } from '../session.ts'
import { addressing } from './address.ts'
import type { ReportLine } from './report-line.ts'

const session: Session = {
  graphql: 'http://127.0.0.1/graphql',
  agencies: [{ name: 'north', title: 'North', url: 'http://127.0.0.1/north', records: ['Known'], open: [] }],
  tokens: [{ agency: 'north', role: 'importer', token: 't' }],
}
const line = (type: string): ReportLine => ({
  type,
  incident: 'I',
  system: 's',
  reference: 'R-1',
  occurredAt: '2025-04-23T00:00:00Z',
  data: { speed: 90 },
})
const address = addressing(session, { agency: undefined, recognisedBy: undefined })

test('a report goes to the agency that its file names', () => {
  const to = { url: 'http://127.0.0.1/north', token: 't' }
  expect(address({ agency: 'north', line: line('Known') })).toEqual({ to, line: line('Known') })
  expect(address({ agency: 'north', line: line('CoachOverturned') })).toMatchObject({ to })
})

test('a report of an agency that takes no part is bad input, and stops no other one', () => {
  expect(address({ agency: 'east', line: line('Known') })).toEqual({
    bad: {
      place: 'R-1',
      detail:
        'There is no agency east. There are: north. To record its records in the name of one of these: --stand-in east=north',
    },
  })
})
