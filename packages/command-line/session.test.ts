import { expect, test } from 'vitest'
import { recipientOf, type Session } from './session.ts'

const agency = (name: string, ...records: string[]) => ({
  name,
  title: name,
  url: `http://127.0.0.1/${name}`,
  records,
})
const session: Session = {
  graphql: 'http://127.0.0.1/graphql',
  agencies: [agency('north', 'IncidentOpened'), agency('south', 'IncidentOpened', 'HerdCounted')],
  tokens: [],
}

test('a report goes to whom it is for, or to the only agency that records its type', () => {
  expect(recipientOf(session, 'IncidentOpened', 'south').name).toBe('south')
  expect(recipientOf(session, 'HerdCounted', undefined).name).toBe('south')
})

test('nobody is made the author of a record because of a place in a list', () => {
  expect(() => recipientOf(session, 'IncidentOpened', undefined)).toThrow(
    'Several agencies record IncidentOpened: north, south. Say with --agency whose record it is.',
  )
  expect(() => recipientOf(session, 'IncidentOpened', 'east')).toThrow('There is no agency east.')
  expect(() => recipientOf(session, 'MoonLanding', undefined)).toThrow('No agency records MoonLanding.')
})
