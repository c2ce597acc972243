import { ReleaseGranted, ReleaseRefused, ReleaseRequested, ReleaseRevoked } from '@concord/incident'
import type { Marking } from '@concord/kernel'
import { expect, test } from 'vitest'
import { defaultMarking } from './default-marking.ts'

const readers = { agencies: ['police', 'border', 'joc'], partners: ['north'] }
const event = '00000000-0000-4000-8000-000000000040'
const seenBy = (definition: object, data: object, marking: Marking = { tlp: 'AMBER' }) =>
  defaultMarking(marking, definition, data, readers).releaseTo

test.each([
  ['a request', ReleaseRequested, { of: 'police', to: ['border'], event }, ['police']],
  ['a release', ReleaseGranted, { event, to: ['border', 'north'] }, ['border', 'north']],
  ['the refusal of a request', ReleaseRefused, { request: event, to: ['border'] }, ['border']],
  ['a refusal that nobody asked for', ReleaseRefused, { event, to: ['border'] }, undefined],
  ['the end of a release', ReleaseRevoked, { event, to: ['border'] }, undefined],
  ['a request to nobody who is known', ReleaseRequested, { of: 'polise', to: ['border'] }, []],
])('%s whose sender says nothing of who sees it speaks to whom it must', (_, definition, data, expected) => {
  expect(seenBy(definition, data)).toEqual(expected)
})

test('whom the agency shows everything sees it as well, and what is for every agency stays so', () => {
  const request = { of: 'police', to: ['border'], event }
  expect(seenBy(ReleaseRequested, request, { tlp: 'AMBER', releaseTo: ['joc'] })).toEqual(['joc', 'police'])
  expect(seenBy(ReleaseRequested, request, { tlp: 'GREEN' })).toBeUndefined()
})
