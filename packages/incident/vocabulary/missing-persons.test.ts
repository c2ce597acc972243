import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { missingPersons } from './missing-persons.ts'

test.each([
  ['well', 'found'],
  [undefined, 'found'],
  ['dead', 'dead'],
])('somebody who was missing and is found %s is %s', (condition, status) => {
  const data = { subject: 'M-1', ...(condition === undefined ? {} : { condition }) }
  const found = recorded(happened('MissingPersonFound', data), 0, undefined, 'police-INC-1')
  expect(missingPersons.view(found)).toContainEqual({ change: 'person', subject: 'M-1', status })
})
