import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNightLog } from '../testing/border-night.ts'

const border = tokenOf('border', ['commander'])
const clock = () => Date.parse('2025-04-24T08:00:00+08:00')

const late = async (limits: object, asOf: object = {}) => {
  const { data, errors } = await apiOver(borderNightLog, { clock }).ask(
    border,
    `query ($limits: LatencyLimits!, $asOf: AsOf) {
      lateIncidents(limits: $limits, asOf: $asOf) { nodes { incident { id } exceeded } }
    }`,
    { limits, asOf },
  )
  return errors ? errors[0]!.extensions.code : data.lateIncidents.nodes
}

test('an incident is late when a step took longer than allowed, or has not come by now', async () => {
  // Reported after 30 minutes, acknowledged after 65, never cleared.
  expect(await late({ recordedS: 1_800, acknowledgedS: 3_900 })).toEqual([])
  expect(await late({ recordedS: 1_799, acknowledgedS: 3_899, clearedS: 36_000 })).toEqual([
    { incident: { id: 'INC-1' }, exceeded: ['recordedS', 'acknowledgedS', 'clearedS'] },
  ])
})

test('by an earlier moment less is late', async () => {
  expect(await late({ clearedS: 36_000 }, { valid: '2025-04-23T23:00:00+08:00' })).toEqual([])
})

test('something has to be limited', async () => {
  expect(await late({})).toBe('BAD_INPUT')
})
