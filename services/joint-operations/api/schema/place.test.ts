import { expect, test } from 'vitest'
import { distanceKm } from '../derive/distance.ts'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const analyst = tokenOf('joc', ['analyst'])

const seen = (reference: string, position: number, data: object): ToldEvent => ({
  reference,
  position,
  data,
  agency: 'border',
  type: 'FieldObservation',
  incident: 'BUS',
  at: `2025-01-29T0${position}:00:00+07:00`,
  releaseTo: ['joc'],
})

const log = tell([
  seen('O-1', 1, { lat: 49.1, lon: 89.65 }),
  seen('O-2', 2, { address: 'the pass' }),
  seen('O-3', 3, { lat: 49.17, lon: 89.58 }),
])

test('an event says where it happened and how far that is from elsewhere; a place in words is nowhere near', async () => {
  const { data } = await apiOver(log).ask(
    analyst,
    `{ events(order: OCCURRED) { nodes { reference place { lat lon name distanceKm(lat: 49.1, lon: 89.65) } } }
       incident(id: "BUS") { place { distanceKm(lat: 49.1, lon: 89.65) } } }`,
  )
  const far = expect.closeTo(9.3, 1)
  expect(data.events.nodes).toEqual([
    { reference: 'O-3', place: { lat: 49.17, lon: 89.58, name: null, distanceKm: far } },
    { reference: 'O-2', place: { lat: null, lon: null, name: 'the pass', distanceKm: null } },
    { reference: 'O-1', place: { lat: 49.1, lon: 89.65, name: null, distanceKm: 0 } },
  ])
  expect(data.incident.place.distanceKm).toEqual(far)
})

test('a degree of latitude is 111.2 km, and half the way round the Earth is the longest', () => {
  expect(distanceKm({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).toBeCloseTo(111.195, 2)
  expect(distanceKm({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(20_015.1, 0)
  expect(distanceKm({ lat: 10, lon: 179.9 }, { lat: 10, lon: -179.9 })).toBeCloseTo(21.9, 1)
})
