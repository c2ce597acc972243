import { expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

const asked = { id: 'B-1', agency: 'border', type: 'ReleaseRequested', data: { of: 'police', event: 'P-1' } }

it.each([
  ['refuses', 'ReleaseRefused', { reason: 'source' }, { to: ['border'], reason: 'source' }],
  ['grants', 'ReleaseGranted', {}, { to: ['border'], event: 'P-1' }],
  ['grants something else than', 'ReleaseGranted', { record: 'P-2' }, { to: ['border'], event: 'P-2' }],
])('who %s what was asked for need not repeat the request', async (_, type, data, meant) => {
  const text = [line(asked), line({ id: 'P-3', type, data: { request: 'B-1', ...data } })].join('\n')
  const { lines } = await collect(readStory(saying(text), options))
  expect(lines[1]).toMatchObject({ type, data: { request: 'B-1', ...meant } })
})
