import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const at = (minute: number): string => `2026-03-14T20:${String(minute).padStart(2, '0')}:00+02:00`
const told = (agency: string, type: string, data: object, index: number): ToldEvent => {
  const when = { at: at(index), position: index + 1, reference: `R-${index}` }
  return {
    agency,
    type,
    data,
    incident: 'INC-1',
    releaseTo: ['border', 'police', 'emergency', 'joc'],
    ...when,
  }
}

const shortAfter = async (...events: readonly (readonly [agency: string, type: string, data: object])[]) => {
  const { ask } = apiOver(tell(events.map(([agency, type, data], index) => told(agency, type, data, index))))
  const { data } = await ask(
    tokenOf('joc', ['coordinator']),
    '{ incident(id: "INC-1") { requests { quantity quantityBound quantityShort personnelBound personnelShort } } }',
  )
  return data.incident.requests[0]
}

const tugs = ['emergency', 'ResourceRequested', { request: 'R1', what: 'tug', quantity: 4 }] as const
const people = ['emergency', 'ResourceRequested', { request: 'R1', personnel: 14 }] as const
const commits = (agency: string, bound: object) =>
  [agency, 'ResourceCommitted', { request: 'R1', ...bound }] as const

test('of four tugs three are promised, by two agencies, and one is still wanting', async () => {
  expect(await shortAfter(tugs)).toMatchObject({ quantity: 4, quantityBound: 0, quantityShort: 4 })
  const promised = [commits('border', { unit: 'ODIN', quantity: 2 }), commits('police', { quantity: 1 })]
  expect(await shortAfter(tugs, ...promised)).toMatchObject({ quantityBound: 3, quantityShort: 1 })
  const more = commits('police', { quantity: 3 })
  expect(await shortAfter(tugs, ...promised, more)).toMatchObject({ quantityBound: 5, quantityShort: 0 })
})

test('people who go again, in part or by a decision, are wanting again', async () => {
  const bound = commits('border', { unit: 'B-14', personnel: 14 })
  const gone = ['border', 'ResourceReleased', { request: 'R1', unit: 'B-14', personnel: 5 }] as const
  const decided = [
    'joc',
    'DecisionRecorded',
    { unit: 'B-14', agency: 'border', allocations: [{ use: 'R1', personnel: 6 }] },
  ] as const
  expect(await shortAfter(people, bound)).toMatchObject({ personnelBound: 14, personnelShort: 0 })
  expect(await shortAfter(people, bound, gone)).toMatchObject({ personnelBound: 9, personnelShort: 5 })
  expect(await shortAfter(people, bound, decided)).toMatchObject({ personnelBound: 6, personnelShort: 8 })
})

test('nobody can tell what is wanting where a number was not told, and of what is over nothing is', async () => {
  const unknown = { quantityShort: null, personnelShort: null }
  expect(await shortAfter(people, commits('border', { unit: 'B-14' }))).toMatchObject(unknown)
  const bound = commits('border', { unit: 'B-14', personnel: 8 })
  const gone = ['border', 'ResourceReleased', { request: 'R1', unit: 'B-14' }] as const
  expect(await shortAfter(people, bound, gone)).toMatchObject(unknown)
})
