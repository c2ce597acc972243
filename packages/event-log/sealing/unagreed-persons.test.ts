import { personal } from '@concord/kernel'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { unagreedPersons } from './unagreed-persons.ts'

const schema = z
  .object({
    name: z.string().optional(),
    post: z.object({ name: z.string() }).catchall(z.json()).optional(),
    people: z
      .array(z.object({ subject: z.string(), name: personal(z.string()).optional() }).catchall(z.json()))
      .optional(),
  })
  .catchall(z.json())

const found = (data: object) => unagreedPersons(schema, data).map((path) => path.join('.'))

test('who somebody is is found in what nobody agreed on, however deep', () => {
  expect(found({ witness: { name: 'Ganbold', phone: '99112233', age: 40 } })).toEqual([
    'witness.name',
    'witness.phone',
  ])
  expect(found({ families: [{ head: { 'First-Name': 'Saran' } }, { head: { phone: 1 } }] })).toEqual([
    'families.*.head.First-Name',
    'families.*.head.phone',
  ])
  expect(found({ passport: 'E1', areaKm2: 3 })).toEqual(['passport'])
  expect(found({ persons: [{ subject: 'P-1', notes: 'tall' }], notes: 'windy' })).toEqual(['persons.*.notes'])
  expect(found({ personal: { report: 'Oyun did it.' } })).toEqual(['personal'])
})

test('what was agreed on is left to its schema, and what stands beside it is not', () => {
  expect(found({ name: 'Storm', post: { name: 'Post 7' } })).toEqual([])
  expect(found({ people: [{ subject: 'P-1', name: 'Ganbold', phone: '99112233' }] })).toEqual([
    'people.*.phone',
  ])
})

test('a thing’s name is its own, a person’s is not, whichever way it shows that a person is meant', () => {
  expect(found({ hospital: { name: 'Aimag', address: 'Choibalsan' }, vehicle: { name: 'Bear' } })).toEqual([])
  expect(
    found({
      drivers: [{ name: 'Ganbold' }],
      witnesses: { names: ['Oyun'] },
      found: { name: 'Saran', age: 7 },
    }),
  ).toEqual(['drivers.*.name', 'witnesses.names', 'found.name'])
})

test('what is told of somebody’s health, belief or origin is found beside the person or the code', () => {
  expect(found({ prisoner: 'P-17', risk: 'insulin' })).toEqual(['risk'])
  expect(found({ escape: { prisoners: ['P-17', 'P-18'], 'heart-disease': true, armed: false } })).toEqual([
    'escape.heart-disease',
  ])
  expect(found({ witness: { code: 'W-2', religion: 'none', tradeUnion: 'miners' } })).toEqual([
    'witness.religion',
    'witness.tradeUnion',
  ])
  expect(found({ people: [{ subject: 'P-1', ethnicOrigin: 'Kazakh', height: 170 }] })).toEqual([
    'people.*.ethnicOrigin',
  ])
  expect(found({ suspect: 'S-3', health: { medication: 'insulin', since: 2019 } })).toEqual(['health'])
  expect(found({ age: 7, bloodType: 'A+', fingerprintScan: 'F1' })).toEqual(['bloodType', 'fingerprintScan'])
})

test('the health of a herd, the state of a road and the risk of a place stay readable', () => {
  expect(found({ herd: { disease: 'anthrax', animals: 40 }, herder: 'H-4' })).toEqual([])
  expect(found({ reporter: 'R-1', risk: 'avalanche' })).toEqual([])
  expect(found({ driver: 'D-1', roadCondition: 'icy' })).toEqual([])
  expect(found({ missing: 2, injuries: 5, risk: 'high' })).toEqual([])
})

test('a schema that contains itself is walked once', () => {
  const open = z.object({ rule: z.record(z.string(), z.json()) })
  expect(unagreedPersons(open, { rule: { tasks: [{ driver: { name: 'Ganbold' } }] } })).toHaveLength(1)
})

test('a name at the top is that of the person whom the report is about by code', () => {
  const open = z.object({ subject: z.string().optional() }).catchall(z.json())
  const foundIn = (data: object) => unagreedPersons(open, data).map((path) => path.join('.'))
  expect(foundIn({ subject: 'P-1', name: 'Ganbold Bat', address: 'the pass' })).toEqual(['name'])
  expect(foundIn({ names: ['Ganbold Bat'], age: 40 })).toEqual(['names'])
  expect(foundIn({ subjects: ['P-1'], name: 'Operation Dawn' })).toEqual([])
})

test('a name at the top is the thing’s own', () => {
  expect(unagreedPersons(z.object({}).catchall(z.json()), { name: 'Buraat', address: 'the pass' })).toEqual(
    [],
  )
})

test('what is sealed already is not looked into', () => {
  const sealed = { $sealed: { key: 'k', iv: 'i', ciphertext: 'c', tag: 't' } }
  expect(found({ witness: sealed })).toEqual([])
})
