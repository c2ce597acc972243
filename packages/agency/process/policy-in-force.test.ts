import { expect, test } from 'vitest'
import { openPolicyInForce } from './policy-in-force.ts'

const partners = [
  {
    name: 'abroad',
    title: 'Fire service across the border',
    agreement: 'Agreement of 2014',
    from: '2025-01-01T00:00:00Z',
    until: '2026-01-01T00:00:00Z',
  },
]
const commander = {
  agency: 'parks',
  subject: 'chief',
  roles: ['commander'],
  purpose: undefined,
  case: undefined,
} as const

test('a partner can be given something while its agreement is in force, and not afterwards', () => {
  let now = '2025-12-31T23:59:00Z'
  const policy = openPolicyInForce({ agencies: ['parks'], partners, clock: () => Date.parse(now) })
  const mayRelease = () => policy().mayRelease(commander, 'parks', { tlp: 'AMBER' }, 'abroad').ok
  expect(mayRelease()).toBe(true)
  now = '2026-01-01T00:00:00Z'
  expect(mayRelease()).toBe(false)
})

test('a clock that was years ahead is believed within a minute of being put right', () => {
  let now = '2028-06-01T12:00:00Z'
  const policy = openPolicyInForce({ agencies: ['parks'], partners, clock: () => Date.parse(now) })
  const mayRelease = () => policy().mayRelease(commander, 'parks', { tlp: 'AMBER' }, 'abroad').ok
  expect(mayRelease()).toBe(false)
  now = '2025-06-01T12:00:00Z'
  mayRelease()
  now = '2025-06-01T12:01:00Z'
  expect(mayRelease()).toBe(true)
})

test('as long as no agreement begins or ends it is one policy, with what it remembers', () => {
  let now = Date.parse('2025-03-01T00:00:00Z')
  const policy = openPolicyInForce({ agencies: ['parks'], partners, clock: () => now })
  const before = policy()
  now += 3_600_000
  expect(policy()).toBe(before)
})

test('a partner that is an agency of the roster as well stops it at the start', () => {
  const open = () =>
    openPolicyInForce({ agencies: ['abroad'], partners, clock: () => Date.parse('2025-03-01') })
  expect(open).toThrow('abroad')
})
