import { createPolicy, type Reader } from '@concord/access'
import { expect, test } from 'vitest'
import { parks } from '../testing/parks.ts'
import { permit } from './permission.ts'

const policy = createPolicy({ agencies: ['parks', 'police'] })
const [reportFire] = parks.events
const ranger = (...roles: Reader['roles']): Reader => ({
  agency: 'parks',
  subject: 'ranger-1',
  roles,
  purpose: undefined,
  case: undefined,
})

test('a command is recorded in the role that may give it, whatever roles somebody has besides', () => {
  const report = permit(policy, 'parks', reportFire!, ranger('analyst', 'importer', 'duty-officer'), false)
  expect(report).toEqual({
    ok: true,
    value: { subject: 'ranger-1', role: 'duty-officer', agency: 'parks' },
  })
  const history = permit(policy, 'parks', reportFire!, ranger('duty-officer', 'importer'), true)
  expect(history).toMatchObject({ ok: true, value: { role: 'importer' } })
})
