import { policyDigest } from '@concord/access'
import { expect, test } from 'vitest'
import { rosterKnowledge } from '../services/joint-operations/picture/knowledge/roster-knowledge.ts'
import { roster } from '../services/roster.ts'
import { rosterMeaning } from '../services/roster-meaning.ts'

const [first, ...others] = roster
const [event, ...further] = first!.events

test.each([
  ['an agency more', [...roster, { name: 'militia', events: [] }]],
  ['an event type less', [{ ...first!, events: further }, ...others]],
  ['another version', [{ ...first!, events: [{ ...event!, schemaVersion: 2 }, ...further] }, ...others]],
  ['other streams', [{ ...first!, events: [{ ...event!, category: 'elsewhere' }, ...further] }, ...others]],
])('%s in the roster is another meaning', (_, agencies) => {
  expect(rosterMeaning(agencies)).not.toBe(rosterMeaning())
})

test('views that make something else of events are another meaning', () => {
  expect(rosterMeaning(roster, '{}')).not.toBe(rosterMeaning())
})

test('the picture is folded under the meaning of the roster, the policies and the outlines of areas', () => {
  const meaning = rosterKnowledge().meaning()
  expect(meaning).toContain(rosterMeaning())
  expect(meaning).toContain(policyDigest())
  process.env.CONCORD_AREAS = new URL('./fixtures/no-areas.geojson', import.meta.url).pathname
  try {
    expect(rosterKnowledge().meaning()).not.toBe(meaning)
  } finally {
    delete process.env.CONCORD_AREAS
  }
})
