import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { tell } from './told.ts'

/*
 * A chlorine train at a border station in the night in which the clocks go back, typhoid in a prison and looting in the emptied
 * quarter, told by an author who gives an operation its tasks with when they are due, says of a unit that it is on the scene,
 * and undoes a merge by the case that ended.
 */

const { query, ofIncident } = asking(await tell(new URL('./halmeu-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'analyst' }
/** A moment in October, before the clocks went back at four on the 26th, or after. */
const summer = (day: number, time: string): string => `2025-10-${day}T${time}:00+03:00`
const winter = (day: number, time: string): string => `2025-10-${day}T${time}:00+02:00`
const then = (moment: string): AsOf => ({ known: { at: moment }, valid: moment })

test('in the hour that comes twice, what happened first stands first', async () => {
  const timeline = 'timeline(first: 100) { nodes { event { reference occurredAt } } }'
  const nodes: { event: { reference: string } }[] = (await ofIncident('TRAIN', timeline)()).timeline.nodes
  const references = nodes.map(({ event }) => event.reference)
  const night = ['HAL/061', 'HAL/024', 'HAL/025', 'HAL/026']
  expect(references.filter((one) => night.includes(one))).toEqual(night)
  const late = '{ slowestReports(first: 2) { nodes { reference delayS } } }'
  expect((await query(centre, late)).slowestReports.nodes).toEqual([
    { reference: 'HAL/061', delayS: 1_665_900 },
    { reference: 'HAL/008', delayS: 51_660 },
  ])
})

test('an operation begins with tasks that are due, across the change of the clocks', async () => {
  const tasks = async (asOf: AsOf, which: string) =>
    (await ofIncident('OP-GAS', `tasks(${which}) { task state deadline since }`)(asOf)).tasks
  expect(await tasks(then(summer(25, '23:05')), `dueBefore: "${summer(25, '23:05')}"`)).toMatchObject([
    { task: 'G4', state: 'DECLINED', deadline: summer(25, '23:00') },
  ])
  expect(await tasks({}, `dueBefore: "${winter(26, '02:31')}"`)).toMatchObject([
    { task: 'G1', state: 'COMPLETED', since: summer(26, '00:10') },
    { task: 'G3', state: 'COMPLETED', since: winter(26, '03:50') },
    { task: 'G4', state: 'DECLINED' },
  ])
})

test('a unit is on the scene by the name of what tells so', async () => {
  expect(await ofIncident('TRAIN', 'units { unit status since }')()).toEqual({
    units: [{ unit: 'CBRN-1', status: 'ON_SCENE', since: winter(26, '03:10') }],
  })
})

test('a merge is undone by the incident that ended, and the lead goes over once it is accepted', async () => {
  const pharmacy = ofIncident('LOOT-2', 'status mergedInto')
  expect(await pharmacy(then(winter(26, '08:30')))).toEqual({ status: 'MERGED', mergedInto: 'LOOT' })
  expect(await pharmacy(then(winter(26, '10:00')))).toEqual({ status: 'ACTIVE', mergedInto: null })
  const lead = ofIncident('LOOT', 'lead')
  expect(await lead(then(winter(26, '10:00')))).toEqual({ lead: 'police' })
  expect(await lead(then(winter(26, '11:00')))).toEqual({ lead: 'border' })
})

test('agencies count the dead until they agree, and who is missing is found', async () => {
  const dead = async (time: string) => {
    const { facts } = await ofIncident(
      'TRAIN',
      'facts { name value statements { agency value } }',
    )(then(winter(26, time)))
    const told = facts.find(({ name }: { name: string }) => name === 'dead')
    return (
      told.value ??
      told.statements.map((one: { agency: string; value: number }) => `${one.agency} ${one.value}`)
    )
  }
  expect(await dead('05:40')).toEqual(['emergency 0', 'police 2'])
  expect(await dead('06:20')).toEqual(['police 2', 'emergency 1'])
  expect(await dead('06:45')).toBe(1)
  const persons = ofIncident('TRAIN', 'persons { subject status }')
  expect(await persons(then(winter(26, '05:00')))).toEqual({
    persons: [
      { subject: 'M-1', status: 'DEAD' },
      { subject: 'M-2', status: 'MISSING' },
    ],
  })
  expect((await persons({ valid: winter(26, '08:00') })).persons[1].status).toBe('FOUND')
})

test('disease behind the walls is suspected, confirmed as another one, and its block closed', async () => {
  const prison = ofIncident('TYPH', 'facts { about name value } measures { kind state until }')
  const diseaseAt = async (asOf: AsOf) => {
    const { facts, measures } = await prison(asOf)
    const of = facts.filter(({ about }: { about: string }) => about === 'disease')
    return [of.map(({ value }: { value: unknown }) => value), measures]
  }
  const quarantine = { kind: 'quarantine', state: 'IMPOSED', until: '2025-11-08' }
  expect(await diseaseAt(then(summer(25, '23:00')))).toEqual([['suspected', 'typhoid', 6], [quarantine]])
  expect(await diseaseAt(then(winter(26, '14:00')))).toEqual([['confirmed', 'paratyphoid', 9], [quarantine]])
})

test('a curfew that was announced is in force from its hour, and lifted before its term by a late word', async () => {
  const states = async (asOf: AsOf) =>
    (await ofIncident('TRAIN', 'measures { state }')(asOf)).measures.map(
      ({ state }: { state: string }) => state,
    )
  expect(await states(then(winter(26, '17:30')))).toEqual([])
  expect(await states(then(winter(26, '18:00')))).toEqual(['IMPOSED'])
  expect(await states(then(winter(27, '05:30')))).toEqual(['IMPOSED'])
  expect(await states({ valid: winter(27, '05:30') })).toEqual(['LIFTED'])
})

test('what is red is read by whom it names, and by whom its owner releases it to', async () => {
  const reads = async (agency: string, role: string, time: string) => {
    const text = 'query ($asOf: AsOf) { event(id: "HAL/041", asOf: $asOf) { reference } }'
    return (await query({ agency, role }, text, { asOf: then(winter(26, time)) })).event !== null
  }
  expect(await reads('border', 'commander', '11:15')).toBe(true)
  expect(await reads('corrections', 'commander', '11:15')).toBe(false)
  expect(await reads('corrections', 'commander', '12:00')).toBe(true)
  expect(await reads('emergency', 'commander', '12:00')).toBe(false)
  expect(await reads('joc', 'analyst', '12:00')).toBe(false)
})

test('each reader counts what it may see, and nothing that is played moves what is real', async () => {
  const counts = async (agency: string, role: string) => {
    const { statistics } = await query(
      { agency, role },
      '{ statistics { total { count } byMode { name count } corrections retractions } }',
    )
    return statistics
  }
  expect(await counts('joc', 'analyst')).toEqual({
    total: { count: 61 },
    byMode: [
      { name: 'exercise', count: 2 },
      { name: 'operational', count: 59 },
    ],
    corrections: 5,
    retractions: 1,
  })
  const others = ['police', 'border', 'corrections', 'emergency'].map((agency) => counts(agency, 'commander'))
  expect((await Promise.all(others)).map(({ total }) => total.count)).toEqual([64, 64, 63, 61])
})
