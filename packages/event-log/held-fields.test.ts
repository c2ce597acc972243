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
const fields = [fight, sighting, stranger].flatMap(heldFields)
const keys = (erasure: Parameters<typeof fieldsNamed>[1]) =>
  [...new Set(fieldsNamed(fields, erasure).map(({ key }) => key))].sort()

test('an erasure of a person means what lies under the person’s key, and what may be about anybody in the same event', () => {
  expect(keys({ subject: 'P-1' })).toEqual(['k1', 'own'])
  expect(keys({ subject: 'P-2' })).toEqual(['k2', 'own'])
  expect(keys({ subject: 'P-9' })).toEqual([])
})

test('an event stands for a person without a code', () => {
  expect(keys({ subject: 'event-3' })).toEqual(['own-3'])
})

test('a field of an event is named without places in lists; one that is not there means nothing among several', () => {
  expect(keys({ target: 'R-1', field: 'people[1].name' })).toEqual(['k1', 'k2'])
  expect(keys({ target: 'event-1', field: 'envelope.summary' })).toEqual(['own'])
  expect(keys({ target: 'R-1', field: 'people.nickname' })).toEqual([])
  expect(keys({ target: 'R-1' })).toEqual(['k1', 'k2', 'own'])
  expect(keys({ target: 'event-3', field: 'anything' })).toEqual(['own-3'])
})
