import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNight, borderNightLog } from '../testing/border-night.ts'
import { subscribe } from '../testing/event-stream.ts'
import { tell } from '../testing/told-event.ts'

const border = tokenOf('border', ['commander'])
const replay = `subscription ($from: DateTime!, $to: DateTime!, $speed: Float, $incident: ID) {
  replay(from: $from, to: $to, speed: $speed, incident: $incident) {
    step steps knownAt
    event { reference supersededBy { reference } }
    incident { eventCount facts { value contradicted } }
  }
}`
const night = { from: '2025-04-23T20:00:00+08:00', to: '2025-04-23T23:00:00+08:00', incident: 'INC-1' }

test('a replay tells what became known, in that order, with the picture as of then', async () => {
  const subscription = await subscribe(apiOver(borderNightLog), border, replay, { variables: night })

  const sent = await subscription.take(10)

  const steps = sent.filter(({ event }) => event === 'next').map(({ answer }) => answer!.data.replay)
  expect(steps.map((step) => step.event.reference)).toEqual(['E-1', 'B-1', 'E-2', 'P-1', 'P-2', 'B-2', 'P-3'])
  expect(steps[2].incident.facts).toEqual([{ value: null, contradicted: true }])
  // The correction of 21:10 is not known yet when the first report is told.
  expect(steps[1].event.supersededBy).toBeNull()
  expect(sent.at(-1)!.event).toBe('complete')
})

test('its steps are as far apart as they were, by the speed asked for', async () => {
  const waits: number[] = []
  const served = apiOver(borderNightLog, {
    sleep: async (ms) => void waits.push(ms),
  })
  const subscription = await subscribe(served, border, replay, { variables: { ...night, speed: 600 } })

  await subscription.take(10)

  // 30, 10, 10, 10, 5, 5 and 10 minutes, six hundred times faster.
  expect(waits).toEqual([3000, 1000, 1000, 1000, 500, 500, 1000])
})

test('once its reader may not see the incident any more it tells nothing further', async () => {
  const { picture } = apiOver(borderNightLog)
  let nowMs = 0
  const served = apiOver(borderNightLog, {
    // A glass that is open for 25 seconds shows the incident.
    picture: {
      ...picture,
      topic: (...asked) => (nowMs < 25_000 ? picture.topic(...asked) : undefined),
    },
    clock: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms
    },
  })
  const subscription = await subscribe(served, border, replay, { variables: { ...night, speed: 6 } })

  const sent = await subscription.take(10)

  const told = sent.flatMap(({ answer }) => answer?.data?.replay.event.reference ?? [])
  expect(told).toEqual(['E-1', 'B-1'])
  expect(sent.at(-1)!.event).toBe('complete')
})

test('without an incident it tells of everything, also of exercises', async () => {
  const { incident: _, ...all } = night
  const subscription = await subscribe(apiOver(borderNightLog), border, replay, { variables: all })

  const sent = await subscription.take(20)

  const told = sent.flatMap(({ answer }) => answer?.data?.replay.event.reference ?? [])
  expect(told).toEqual(['E-1', 'B-1', 'E-2', 'P-1', 'P-2', 'B-2', 'P-3', 'J-1'])
})

test('it goes on after the last step seen', async () => {
  const subscription = await subscribe(apiOver(borderNightLog), border, replay, {
    variables: night,
    lastEventId: '60',
  })

  const [first] = await subscription.take(1)
  await subscription.close()

  expect(first!.answer!.data.replay).toMatchObject({ step: 7, steps: 7, event: { reference: 'P-3' } })
})

test('from later than to is refused', async () => {
  const { ask } = apiOver(borderNightLog)
  const { errors } = await ask(border, replay, { ...night, from: '2025-04-24T00:00:00+08:00' })

  expect(errors?.[0]?.extensions.code).toBe('BAD_INPUT')
})

test('a long one is told run by run, from the oldest on, and goes on in any of them', async () => {
  const sighting = { ...borderNight[1]!, type: 'FieldObservation', data: {} }
  const count = 1_003
  const long = apiOver(
    tell(
      Array.from({ length: count }, (_, index) => ({
        ...sighting,
        reference: `R-${index}`,
        position: index + 1,
      })),
    ),
  )
  const { incident: _, ...whole } = night
  // Without the picture of each step, which the plain fold makes anew.
  const steps = `subscription ($from: DateTime!, $to: DateTime!) {
    replay(from: $from, to: $to) { step steps event { reference } }
  }`
  const told = async (options: object, most: number) => {
    const subscription = await subscribe(long, border, steps, { variables: whole, ...options })
    const sent = await subscription.take(most)
    await subscription.close()
    return sent.flatMap(({ answer }) => answer?.data?.replay ?? [])
  }

  const all = await told({}, count)
  expect(all.map(({ step }) => step)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  expect(all.map(({ event }) => event.reference)).toEqual(all.map((_, index) => `R-${index}`))
  const [next] = await told({ lastEventId: '700' }, 1)
  expect(next).toMatchObject({ step: 701, steps: count, event: { reference: 'R-700' } })
})
