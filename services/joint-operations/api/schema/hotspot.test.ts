import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { tell } from '../testing/told-event.ts'

const border = tokenOf('border', ['commander'])
const clock = () => Date.parse('2025-04-24T08:00:00+08:00')

/** How many detections lie near which place. */
type Near = readonly (readonly [number, { readonly country?: string; readonly place?: string }])[]

/** What places are told, when satellites saw this in one night, each detection a second after the one before. */
const placesAfter = async (near: Near) => {
  const startMs = Date.parse('2025-04-23T12:00:00Z')
  const detections = near
    .flatMap(([count, where]) => Array.from({ length: count }, () => where))
    .map((where, index) => ({
      ...{ key: `T/${index}`, satellite: 'T', lat: 49.5, lon: 115.1, ...where },
      acquiredAt: new Date(startMs + index * 1000).toISOString(),
    }))
  const batches = [detections.slice(0, 2000), detections.slice(2000, 4000), detections.slice(4000)]
  const log = tell(
    batches.map((batch, index) => ({
      ...{ agency: 'emergency', incident: 'INC-FIRE', type: 'HotspotBatchIngested' },
      ...{ at: '2025-04-24T06:00:00+08:00', position: index + 1, releaseTo: ['border'] },
      data: { detections: batch },
    })),
  )
  const { data } = await apiOver(log, { clock }).ask(
    border,
    '{ hotspots(first: 1) { totalCount nodes { id } places { country place count } } }',
  )
  return data.hotspots
}

test('places are counted over many pages of detections, the most first, whatever page was asked for', async () => {
  const found = await placesAfter([
    [499, { country: 'MN', place: 'Ereentsav' }],
    [1, {}],
    [700, { country: 'MN', place: 'Choibalsan' }],
    [2, { country: 'MN' }],
    [1, { country: 'MN', place: 'Ereentsav' }],
  ])
  expect(found.nodes).toEqual([{ id: 'T/0' }])
  expect(found.totalCount).toBe(1203)
  expect(found.places).toEqual([
    { country: 'MN', place: 'Choibalsan', count: 700 },
    { country: 'MN', place: 'Ereentsav', count: 500 },
    { country: 'MN', place: null, count: 2 },
    { country: null, place: null, count: 1 },
  ])
})

test('places beyond the first 5,000 detections are not counted', async () => {
  const found = await placesAfter([
    [5000, { country: 'MN', place: 'Ereentsav' }],
    [3, { country: 'MN', place: 'Choibalsan' }],
  ])
  expect(found.totalCount).toBe(5003)
  expect(found.places).toEqual([{ country: 'MN', place: 'Ereentsav', count: 5000 }])
})
