import { expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

it('gives a code to each person who is told of by name', async () => {
  const data = {
    subject: 'K-1',
    name: 'the pass',
    witness: { name: 'Ganbold', phone: '99112233' },
    interview: { subject: 'Saran Bat', notes: 'saw nothing' },
    people: [{ subject: 'P-1', name: 'Oyun' }, { name: 'Tuya' }],
    suspect: 'Bold Dorj',
  }
  const { lines } = await collect(readStory(saying(line({ type: 'SightingReported', data })), options))
  expect(lines[0]!.data).toEqual({
    ...data,
    witness: { subject: 'X-1.witness', name: 'Ganbold', phone: '99112233' },
    interview: { subject: 'X-1.interview', name: 'Saran Bat', notes: 'saw nothing' },
    people: [
      { subject: 'P-1', name: 'Oyun' },
      { subject: 'X-1.people.1', name: 'Tuya' },
    ],
    suspect: { subject: 'X-1.suspect', name: 'Bold Dorj' },
  })
})

it.each([
  ['IncidentsMerged', { into: 'A' }],
  ['JointOperationOpened', { tasks: [{ id: 'T1', name: 'Road blocks' }] }],
  ['DecisionRecorded', { fact: { name: 'injured', value: 8 } }],
  ['ReleaseRequested', { event: 'P-1' }],
  ['PlaybookAttached', { steps: ['alert'] }],
  ['OrderIssued', { order: 'O-7' }],
  ['BreakGlassInvoked', { reason: 'lives at risk' }],
])('gives a code to who is named in a %s, and to nothing that has a name besides', async (type, data) => {
  const named = {
    place: { name: 'Ulikhan pass' },
    supportUnit: { name: 'Border troop 7' },
    stolenVehicles: [{ name: 'UAZ', colour: 'grey' }],
    agencies: [{ name: 'Customs' }],
    checkpoint: { name: 'Ulikhan', facility: { name: 'Hall 2' } },
  }
  const told = line({ type, data: { ...data, ...named, witness: 'Ganbold Bat' } })
  const { lines } = await collect(readStory(saying(told), options))
  expect(lines[0]!.data).toMatchObject({
    ...data,
    ...named,
    witness: { subject: 'X-1.witness', name: 'Ganbold Bat' },
  })
  expect(JSON.stringify(lines[0]!.data).match(/"subject"/g)).toHaveLength(1)
})

it('gives a code to each of several who are told of by name, and leaves codes what they are', async () => {
  const data = { victims: ['Bold Dorj', 'H-2'], names: ['Tuya'], roads: ['Old Mill Road'] }
  const { lines } = await collect(readStory(saying(line({ type: 'BrawlReported', data })), options))
  expect(lines[0]!.data).toEqual({
    victims: [{ subject: 'X-1.victims.0', name: 'Bold Dorj' }, 'H-2'],
    names: [{ subject: 'X-1.names.0', name: 'Tuya' }],
    roads: ['Old Mill Road'],
  })
})

it('gives a code to who is named within a thing', async () => {
  const told = line({
    type: 'TheftReported',
    data: { vehicle: { name: 'UAZ', driver: { name: 'Bold Dorj' } } },
  })
  const { lines } = await collect(readStory(saying(told), options))
  expect(lines[0]!.data).toEqual({
    vehicle: { name: 'UAZ', driver: { subject: 'X-1.vehicle.driver', name: 'Bold Dorj' } },
  })
})
