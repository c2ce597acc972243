import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { tell } from './told.ts'

/*
 * A tanker leaks at a customs yard beside a remand centre that riots. Two agencies read different placards; a call from a
 * school is merged into it by an agency that takes the merge back; warnings name only the warning before; and a decision names
 * a request as a field, without its hyphen.
 */

const { query, ofIncident } = asking(await tell(new URL('./yard-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'analyst' }
const at = (time: string, day = 9): string => `2025-09-${String(day).padStart(2, '0')}T${time}:00+07:00`
const then = (time: string): AsOf => ({ known: { at: at(time) }, valid: at(time) })

test('what leaks is what each agency reads, until it is decided', async () => {
  const substance = async (asOf: AsOf) => {
    const { facts } = await ofIncident(
      'INC-TANK',
      'facts { about name value contradicted statements { agency value } settled { source { reference } } }',
    )(asOf)
    return facts.find(({ name }: { name: string }) => name === 'substance')
  }
  expect(await substance(then('07:00'))).toMatchObject({ about: 'chemical release', value: 'ammonia' })
  expect(await substance(then('07:10'))).toMatchObject({
    contradicted: true,
    statements: [
      { agency: 'emergency', value: 'ammonia' },
      { agency: 'inspection', value: 'chlorine' },
    ],
  })
  expect(await substance(then('10:05'))).toMatchObject({
    ...{ contradicted: false, value: 'ammonia' },
    settled: { source: { reference: 'YD25-27' } },
  })
})

test('a unit committed twice stays where the decision says, and leaves the request when it is released', async () => {
  const bound = async (asOf: AsOf) => {
    const { requests, commitments } = await ofIncident(
      'INC-RIOT',
      'requests { request state } commitments { unit use personnel }',
    )(asOf)
    return { requests, commitments }
  }
  const request = 'RQ-1'
  const use = `INC-RIOT/${request}`
  expect(await bound(then('09:20'))).toEqual({
    requests: [{ request, state: 'COMMITTED' }],
    commitments: [{ unit: 'BG-9', use, personnel: 9 }],
  })
  expect(await bound(then('09:35'))).toEqual({
    requests: [{ request, state: 'COMMITTED' }],
    commitments: [{ unit: 'BG-9', use, personnel: 6 }],
  })
})

test('a warning is over when the message that replaced it is cancelled', async () => {
  const alerts = async (time: string) =>
    (await ofIncident('INC-TANK', 'alerts { state messages }')(then(time))).alerts
  const messages = ['001', '002', '003'].map((number) => `NEMA-2025-0909-${number}`)
  expect(await alerts('10:00')).toEqual([{ state: 'UPDATED', messages: messages.slice(0, 2) }])
  expect(await alerts('18:30')).toEqual([{ state: 'CANCELLED', messages }])
})

test('a merge is taken back by the agency that told of it, and the incident is handed over by itself', async () => {
  const school = ofIncident('INC-SMELL', 'status mergedInto lead')
  expect(await school(then('09:00'))).toMatchObject({ status: 'MERGED', mergedInto: 'INC-TANK' })
  const itself = { mergedInto: null, status: 'ACTIVE' }
  expect(await school(then('11:45'))).toEqual({ ...itself, lead: 'police' })
  expect(await school(then('12:10'))).toEqual({ ...itself, lead: 'inspection' })
  expect(await school()).toMatchObject({ status: 'CLOSED', mergedInto: null })
  const { links } = await ofIncident('INC-TANK', 'links { a relation heldS }')()
  expect(links).toEqual([{ a: 'INC-SMELL', relation: 'REPLACED', heldS: 9000 }])
})

test('an agency’s steps in the joint centre’s service are counted as its own by who did them', async () => {
  const by = async (place: string) => {
    const { breakdown } = await query(
      centre,
      `{ breakdown(filter: { types: ["HandoverRequested", "HandoverRejected", "HandoverAccepted", "IncidentMerged"] }, by: ["${place}"]) {
        nodes { key { value } count } } }`,
    )
    return breakdown.nodes.map(({ key, count }: { key: { value: string }[]; count: number }) => [
      key[0]!.value,
      count,
    ])
  }
  expect(await by('agency')).toEqual([['joc', 5]])
  expect(Object.fromEntries(await by('actor'))).toEqual({ emergency: 2, inspection: 1, police: 2 })
})
