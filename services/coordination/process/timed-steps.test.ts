import { expect, test } from 'vitest'
import { openLogClock } from './log-clock.ts'
import { timedSteps } from './timed-steps.ts'

const HOUR_MS = 3_600_000
const noon = Date.parse('2026-01-05T12:00:00Z')
const iso = (ms: number) => new Date(ms).toISOString()

/** Deadlines that pass at these hours after noon, a machine's clock, and a store that records what is raised by its own clock. */
const scene = (hours: readonly number[]) => {
  let realMs = noon
  let machineAheadMs = 0
  let position = 1n
  const raised: number[] = []
  const told: (number | undefined)[] = []
  const logClock = openLogClock(() => realMs)
  const record = (): void => {
    position += 1n
    logClock.heard(iso(realMs))
  }
  const due = (ms: number) => hours.filter((hour) => noon + hour * HOUR_MS <= ms && !raised.includes(hour))
  const raise = (hour: number): void => {
    raised.push(hour)
    record()
  }
  const look = timedSteps({
    clock: () => realMs + machineAheadMs,
    logClock,
    steps: {
      take: async (_, dueMs) => due(dueMs).forEach(raise),
      takeFirst: async (dueMs) => {
        const first = due(dueMs)[0]
        if (first !== undefined) raise(first)
        return first !== undefined
      },
    },
    position: () => position,
    onClockAhead: (aheadMs) => told.push(aheadMs),
  })
  return {
    raised,
    told,
    look,
    record,
    pass: (ms: number) => {
      realMs += ms
    },
    setMachineAhead: (ms: number) => {
      machineAheadMs = ms
    },
    /** As a process that starts: the newest event was recorded long ago and is heard of only now. */
    hearOld: (ageMs: number) => logClock.heard(iso(realMs - ageMs)),
  }
}

test('a clock that is a year ahead raises one deadline and no other, and tells of itself, until it is right', async () => {
  const { raised, told, look, record, pass, setMachineAhead } = scene([1, 2, 3])
  record()
  setMachineAhead(365 * 24 * HOUR_MS)
  for (let looks = 0; looks < 3; looks++) await look()
  expect(raised).toEqual([1])
  expect(told.at(-1)).toBe(365 * 24 * HOUR_MS)

  pass(2.5 * HOUR_MS)
  await look()
  expect(raised).toEqual([1, 2])

  setMachineAhead(0)
  await look()
  expect(told.at(-1)).toBeUndefined()
  pass(HOUR_MS)
  await look()
  expect(raised).toEqual([1, 2, 3])
})

test('after a rest in which nothing was recorded, all that passed meanwhile is raised at once', async () => {
  const { raised, told, look, pass, hearOld } = scene([1, 2, 9])
  pass(5 * HOUR_MS)
  hearOld(5 * HOUR_MS)
  for (let looks = 0; looks < 2; looks++) await look()
  expect(raised).toEqual([1, 2])
  expect(told.at(-1)).toBeUndefined()
})
