import { expect, it } from 'vitest'
import { collect, saying, storyLine } from '../testing/given-input.ts'
import { readStory } from './story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }
const read = async (line: object) => collect(readStory(saying(JSON.stringify(line)), options))

const when = '2025-04-23T14:31:00+08:00'
const plain = await collect(readStory(saying(storyLine({ summary: 'Two road blocks' })), options))

it.each([
  [
    'under other names',
    {
      ...{ eventId: 'X-1', org: 'police', eventType: 'TaskAccepted', caseId: 'OP-1', happenedAt: when },
      ...{ loggedAt: when, marking: { classification: 'TLP:AMBER', sharedWith: ['police'] } },
      ...{ narrative: 'Two road blocks', payload: { task: 'T1' } },
    },
  ],
  [
    'in snake case',
    {
      ...{ event_id: 'X-1', agency: 'police', event_type: 'TaskAccepted', incident_id: 'OP-1' },
      ...{ occurred_at: when, recorded_at: when, handling: { tlp: 'AMBER', release_to: ['police'] } },
      ...{ summary: 'Two road blocks', data: { task_id: 'T1' } },
    },
  ],
  [
    'flat',
    {
      ...{ n: 1, id: 'X-1', agency: 'police', type: 'TaskAccepted', incident: 'OP-1', occurredAt: when },
      ...{ recordedAt: when, tlp: 'AMBER', releaseTo: 'police', summary: 'Two road blocks', task: 'T1' },
    },
  ],
])('reads a line %s as one that is told in our words', async (_, line) => {
  expect(await read(line)).toEqual(plain)
})

const told = {
  id: 'X-1',
  agency: 'police',
  type: 'HailReported',
  incident: 'I-1',
  occurredAt: when,
  recordedAt: when,
}

it('keeps what a line says beside its data, unless the data say it', async () => {
  const { lines } = await read({ ...told, kind: 'hail', stones: 4, data: { stones: 3 } })
  expect(lines[0]!.data).toEqual({ kind: 'hail', stones: 3 })
})

it('takes the record that a line is about for no type of its own', async () => {
  const { type, ...flat } = told
  const released = { ...flat, kind: 'ReportReleased', event: 'X-0', to: ['border'] }
  const { lines } = await read(released)
  expect(lines[0]).toMatchObject({ type: 'ReleaseGranted', data: { event: 'X-0', to: ['border'] } })
  expect((await read({ ...flat, event: type, kind: 'hail' })).lines[0]).toMatchObject({
    type: 'HailReported',
    data: { kind: 'hail' },
  })
})

it('erases the field that was named otherwise', async () => {
  const erased = {
    ...told,
    type: 'PersonalDataErased',
    data: { target: 'X-0', field: 'lost_item.owner_name' },
  }
  expect((await read(erased)).lines[0]!.data).toMatchObject({ field: 'lostItem.owner_name' })
})

it.each([
  ['a light that is none', { classification: 'SECRET' }],
  ['a release without a light', { releaseTo: ['border'] }],
  ['a marking that is none', { handling: 5 }],
  ['data that are none', { data: 'hail' }],
])('turns away %s', async (_, said) => {
  expect(await read({ ...told, ...said })).toMatchObject({ lines: [], bad: [{ place: 's.ndjson:1' }] })
})
