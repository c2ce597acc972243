import { expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../testing/given-input.ts'
import { readStory } from './story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

it('names agencies in letters and digits, and lets one stand in for another that is not here', async () => {
  const handling = { tlp: 'AMBER', releaseTo: ['Health', 'police', 'liaison-ro'] }
  const standIns = new Map([['health', 'police']])
  const told = line({ agency: 'Health', type: 'ContactsTraced', data: { contacts: 14 }, handling })
  const { lines } = await collect(readStory(saying(told), { ...options, standIns }))
  expect(lines[0]).toMatchObject({
    data: { contacts: 14, onBehalfOf: 'health' },
    marking: { releaseTo: ['police', 'liaisonro'] },
  })
})

it('names in everything else, too, who stands in for somebody that is not here', async () => {
  const standIns = new Map([['health', 'police']])
  const text = [
    line({ type: 'TaskAssigned', data: { task: 'T1', to: 'Health', by: 'health' } }),
    line({ type: 'ResourceRequested', data: { of: 'health', personnel: 4 } }),
    line({ type: 'ReleaseGranted', data: { event: 'P-1', to: ['health', 'police', 'border'] } }),
    line({
      type: 'JointOperationOpened',
      summary: 'T2 health contact tracing',
      data: { tasks: [{ id: 'T1', agency: 'health' }, 'T2'] },
    }),
    line({ agency: 'health', type: 'ReleaseRequested', data: { of: 'border', event: 'B-1' } }),
  ].join('\n')
  const { lines } = await collect(readStory(saying(text), { ...options, standIns }))
  expect(lines.map(({ data }) => data)).toEqual([
    { task: 'T1', agency: 'police', by: 'health' },
    { of: 'police', personnel: 4 },
    { event: 'P-1', to: ['police', 'border'] },
    {
      tasks: [
        { id: 'T1', agency: 'police' },
        { id: 'T2', agency: 'police', title: 'contact tracing' },
      ],
    },
    { of: 'border', event: 'B-1', to: ['police'], onBehalfOf: 'health' },
  ])
})

it('keeps apart what two agencies know by the same reference where one stands in for the other', async () => {
  const standIns = new Map([['health', 'police']])
  const text = [line({ id: 'H-1' }), line({ id: 'H-1', agency: 'health' })].join('\n')
  const { lines } = await collect(readStory(saying(text), { ...options, standIns }))
  expect(lines).toMatchObject([
    { system: 'older', reference: 'H-1' },
    { system: 'older/health', reference: 'H-1' },
  ])
})
