import type { Sealed } from '@concord/kernel'
import { expect, test } from 'vitest'
import { fieldsNamed, heldFields } from './held-fields.ts'

const sealed = (key: string): Sealed => ({ $sealed: { key, iv: 'i', ciphertext: 'c', tag: 't' } })

const fight = {
  id: 'event-1',
  type: 'FightReported',
  data: {
    subjects: ['P-1', 'P-2'],
    account: sealed('own'),
    people: [
      { subject: 'P-1', name: sealed('k1') },
      { subject: 'P-2', name: sealed('k2') },
    ],
  },
  envelope: { reference: 'R-1', summary: sealed('own') },
}
const sighting = {
  id: 'event-2',
  type: 'SightingReported',
  data: { subject: 'P-2', notes: sealed('k2') },
  envelope: { summary: sealed('k2') },
}
const stranger = { id: 'event-3', type: 'TipReceived', data: { tip: sealed('own-3') }, envelope: {} }
/** Names one person, and tells of another one without a code. */
const guest = {
  id: 'event-4',
  type: 'VisitReported',
  data: { host: { subject: 'P-4', name: sealed('k4') }, guest: { name: sealed('own-4') } },
  envelope: { summary: sealed('own-4') },
}
const visit = {
  id: 'event-5',
  type: 'VisitReported',
  data: { host: { subject: 'P-4', name: sealed('k4') } },
  envelope: { summary: sealed('k4') },
}
const fields = [fight, sighting, stranger, guest, visit].flatMap(heldFields)
const keys = (erasure: Parameters<typeof fieldsNamed>[1]) =>
  [...new Set(fieldsNamed(fields, erasure).map(({ key }) => key))].sort()

test('an erasure of a person means what lies under the person’s key, and what may be about anybody in the same event', () => {
  expect(keys({ subject: 'P-1' })).toEqual(['k1', 'own'])
  expect(keys({ subject: 'P-2' })).toEqual(['k2', 'own'])
  expect(keys({ subject: 'P-9' })).toEqual([])
})

test('a person whose code stands under another word than subject is meant as well', () => {
  const told = {
    id: 'event-6',
    type: 'TransferStarted',
    data: { prisoner: 'P-6', risk: sealed('own-6'), escort: { officers: ['O-1', 'O-2'] }, prisoners: 3 },
    envelope: {},
  }
  const meant = (subject: string) => fieldsNamed(heldFields(told), { subject }).map(({ field }) => field)
  expect(['P-6', 'O-2', '3', 'P-7'].map(meant)).toEqual([['risk'], ['risk'], [], []])
})

test('nothing is held in what is nested beyond what anything here could recurse', () => {
  const data = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  expect(heldFields({ ...stranger, data })).toEqual([])
})

test('an event stands for a person without a code', () => {
  expect(keys({ subject: 'event-3' })).toEqual(['own-3'])
})

test('the summary of an event goes with the only person whom it names, unless it may be about somebody without a code', () => {
  const ofSummary = fields.filter(({ field }) => field === 'envelope.summary')
  expect(ofSummary.map(({ event, subject }) => [event, subject])).toEqual([
    ['event-1', undefined],
    ['event-2', 'P-2'],
    ['event-4', undefined],
    ['event-5', 'P-4'],
  ])
  expect(keys({ subject: 'P-4' })).toEqual(['k4', 'own-4'])
  expect(keys({ target: 'event-4', field: 'guest.name' })).toEqual(['own-4'])
})

test('a field of an event is named without places in lists; one that is not there means nothing among several', () => {
  expect(keys({ target: 'R-1', field: 'people[1].name' })).toEqual(['k1', 'k2'])
  expect(keys({ target: 'event-1', field: 'envelope.summary' })).toEqual(['own'])
  expect(keys({ target: 'R-1', field: 'people' })).toEqual(['k1', 'k2'])
  expect(keys({ target: 'event-4', field: 'host.subject' })).toEqual(['k4'])
  expect(keys({ target: 'R-1', field: 'people.nickname' })).toEqual([])
  expect(keys({ target: 'R-1' })).toEqual(['k1', 'k2', 'own'])
  expect(keys({ target: 'event-3', field: 'anything' })).toEqual(['own-3'])
})
