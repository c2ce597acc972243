import { expect, test } from 'vitest'
import { createPolicy } from '../policy/policy.ts'
import { partnerRegisterSchema, partnersAt } from './partner-register.ts'

const neighbour = {
  name: 'north',
  title: 'Fire service across the line',
  agreement: 'Agreement on cooperation in emergencies',
  from: '2025-01-01T00:00:00+08:00',
  until: '2025-05-01T00:00:00+08:00',
}

test('a partner counts while its agreement is in force', () => {
  const register = partnerRegisterSchema.parse([neighbour])
  expect(partnersAt(register, '2024-12-31T15:59:59Z')).toEqual([])
  expect(partnersAt(register, '2024-12-31T16:00:00Z')).toEqual(['north'])
  expect(partnersAt(register, '2025-04-30T16:00:00Z')).toEqual([])
})

test('a record that names a partner is closed to it when the agreement has ended', () => {
  const register = partnerRegisterSchema.parse([neighbour])
  const marking = { tlp: 'AMBER', releaseTo: ['north'] } as const
  const sees = (at: string): boolean =>
    createPolicy({ agencies: ['emergency'], partners: partnersAt(register, at) }).mayRead(
      'north',
      'emergency',
      {
        ...marking,
        releaseTo: [...marking.releaseTo],
      },
    ).ok
  expect(sees('2025-04-23T12:00:00Z')).toBe(true)
  expect(sees('2025-05-02T12:00:00Z')).toBe(false)
})

test('a partner is registered once', () => {
  expect(partnerRegisterSchema.safeParse([neighbour, neighbour]).success).toBe(false)
})
