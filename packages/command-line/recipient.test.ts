import { expect, test } from 'vitest'
import { recipientOf, recipientOfOwn } from './recipient.ts'
import type { Session } from './session.ts'

const agency = (name: string, ...records: string[]) => ({
  name,
  title: name,
  url: `http://127.0.0.1/${name}`,
  records,
  open: records.filter((type) => type === 'HandoverAccepted'),
})
const session: Session = {
  graphql: 'http://127.0.0.1/graphql',
  agencies: [
    agency('north', 'IncidentOpened'),
    agency('south', 'IncidentOpened', 'HerdCounted'),
    agency('centre', 'HandoverAccepted', 'TaskAssigned'),
  ],
  tokens: ['north', 'south', 'centre'].map((agency) => ({ agency, role: 'importer', token: `of ${agency}` })),
}

test('a report goes to whom it is for, or to the only agency that records its type', () => {
  expect(recipientOf(session, 'IncidentOpened', 'south').name).toBe('south')
  expect(recipientOf(session, 'HerdCounted', undefined).name).toBe('south')
})

test('nobody is made the author of a record because of a place in a list', () => {
  expect(() => recipientOf(session, 'IncidentOpened', undefined)).toThrow(
    'Several agencies record IncidentOpened: north, south. Name the one that records it with --agency.',
  )
  expect(() => recipientOf(session, 'IncidentOpened', 'east')).toThrow('There is no agency east.')
  expect(() => recipientOf(session, 'MoonLanding', undefined)).toThrow('No agency records MoonLanding.')
})

test('what members of every agency may say somewhere goes there as the word of who says it', () => {
  expect(recipientOfOwn(session, 'HandoverAccepted', 'north')).toEqual({
    url: 'http://127.0.0.1/centre',
    token: 'of north',
  })
  expect(recipientOfOwn(session, 'TaskAssigned', 'north')).toEqual({
    url: 'http://127.0.0.1/north',
    token: 'of north',
  })
})
