import type { RecordedEvent } from '@concord/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recorder } from '../testing/recorded.ts'
import { evolveHoldings, foldHoldings, type Holdings } from './held-records.ts'
import { dueForReview, retentionCommands } from './retention.ts'
import { addSpan, defaultRetentionRules, retentionRulesSchema } from './retention-rules.ts'

const DAY_MS = 24 * 3_600_000
const record = recorder(Date.parse('2025-04-23T12:00:00Z'))
const ms = (instant: string): number => Date.parse(instant)

const subjectsOf = (event: RecordedEvent): readonly string[] =>
  (event.data as { persons?: { subject: string }[] }).persons?.map(({ subject }) => subject) ?? []
const held = (events: readonly RecordedEvent[]): Holdings => foldHoldings(events, subjectsOf)

const report = (subject: string, more: Parameters<typeof record>[3] = {}, type = 'PrisonerEscapeReported') =>
  record(
    'corrections-INC-7',
    type,
    { persons: [{ subject }] },
    {
      agency: 'corrections',
      subjectCategory: 'convicted',
      recordedAt: '2025-04-23T12:00:00Z',
      ...more,
    },
  )
const word = (
  type: string,
  subject: string,
  recordedAt: string,
  more: Parameters<typeof record>[3] = {},
  details = {},
) =>
  record('corrections-INC-7', type, { subject, ...details }, { agency: 'corrections', recordedAt, ...more })

const dueAt = (events: readonly RecordedEvent[], now: string, rules = defaultRetentionRules) => {
  const { purge, review } = dueForReview(held(events), rules, ms(now))
  return { purge: purge.map((due) => due.held.subject), review: review.map((due) => due.held.subject) }
}

describe('what is held about a person', () => {
  test('is warned of three months ahead and purged after five years', () => {
    const events = [report('P-1')]
    expect(dueAt(events, '2030-01-23T11:59:59Z')).toEqual({ purge: [], review: [] })
    expect(dueAt(events, '2030-01-23T12:00:00Z')).toEqual({ purge: [], review: ['P-1'] })
    expect(dueAt(events, '2030-04-23T11:59:59Z')).toEqual({ purge: [], review: ['P-1'] })
    expect(dueAt(events, '2030-04-23T12:00:00Z')).toEqual({ purge: ['P-1'], review: [] })
  })

  test('goes sooner for victims, witnesses and bystanders', () => {
    expect(dueAt([report('W-1', { subjectCategory: 'witness' })], '2026-04-23T12:00:00Z').purge).toEqual([
      'W-1',
    ])
  })

  test("goes at the sender's own date where that is nearer, and never later than the rule's", () => {
    expect(
      dueAt([report('P-1', { reviewBy: '2026-01-01T00:00:00Z' })], '2026-01-01T00:00:00Z').purge,
    ).toEqual(['P-1'])
    expect(
      dueAt([report('P-1', { reviewBy: '2099-01-01T00:00:00Z' })], '2030-04-23T12:00:00Z').purge,
    ).toEqual(['P-1'])
  })

  test('is kept another period when somebody found it to be needed still', () => {
    const events = [report('P-1'), word('RetentionReviewed', 'P-1', '2030-02-01T00:00:00Z')]
    expect(dueAt(events, '2030-04-23T12:00:00Z')).toEqual({ purge: [], review: [] })
    expect(dueAt(events, '2035-02-01T00:00:00Z').purge).toEqual(['P-1'])
  })

  test('is kept from when a review of an older system was made there, and no shorter by one that is older', () => {
    const imported = (recordedAt: string) => ({ imported: { recordedAt, system: 'old', by: 'somebody' } })
    const events = [
      report('P-1', imported('2020-01-01T00:00:00Z')),
      word('RetentionReviewed', 'P-1', '2025-05-01T00:00:00Z', imported('2022-01-01T00:00:00Z')),
      word('RetentionReviewed', 'P-1', '2025-05-02T00:00:00Z', imported('2019-01-01T00:00:00Z')),
    ]
    expect(dueAt(events, '2026-12-31T23:59:59Z').purge).toEqual([])
    expect(dueAt(events, '2027-01-01T00:00:00Z').purge).toEqual(['P-1'])
  })

  test('is kept no longer by a review that was played', () => {
    const review = word('RetentionReviewed', 'P-1', '2030-02-01T00:00:00Z', { mode: 'exercise' })
    expect(dueAt([report('P-1'), review], '2030-04-23T12:00:00Z').purge).toEqual(['P-1'])
  })

  test('goes together, at the nearest date', () => {
    const later = report('P-1', { recordedAt: '2027-01-01T00:00:00Z' })
    expect(dueAt([report('P-1'), later], '2030-04-23T12:00:00Z').purge).toEqual(['P-1'])
  })

  test('is no longer due once erased, and an erased person does not free another', () => {
    const events = [report('P-1'), report('P-2'), word('PersonalDataErased', 'P-1', '2025-04-26T16:00:00Z')]
    expect(dueAt(events, '2031-01-01T00:00:00Z').purge).toEqual(['P-2'])
  })

  test('is counted from the older system where it was imported', () => {
    const imported = { recordedAt: '2019-01-01T00:00:00+08:00', system: 'old', by: 'somebody' }
    expect(dueAt([report('P-1', { imported })], '2025-04-24T00:00:00Z').purge).toEqual(['P-1'])
  })

  test('has a date also where it is the word of a review or an erasure of whom nothing else is held', () => {
    const sealed = { $sealed: { key: 'k', iv: 'i', ciphertext: 'c', tag: 't' } }
    const said = { summary: sealed }
    const events = [
      word('RetentionReviewed', 'P-1', '2025-05-01T00:00:00Z', {}, { reason: sealed }),
      record(
        'corrections-INC-7',
        'PersonalDataErased',
        { target: 'C-1' },
        { agency: 'corrections', ...said },
      ),
      word('PersonalDataErased', 'P-2', '2025-05-01T00:00:00Z', said),
    ]
    const holdings = new Map()
    for (const event of events) evolveHoldings(holdings, event)
    const { purge } = dueForReview(holdings, defaultRetentionRules, ms('2031-01-01T00:00:00Z'))
    expect(purge.map(({ held }) => held.subject)).toEqual(['P-1', events[1]!.id])
  })

  test('stays held whatever somebody put into the store that no agency would record', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    const holdings = new Map()
    const marking = { tlp: 'AMBER' as const, releaseTo: ['joc'] }
    const sealed = { $sealed: { key: 'k', iv: 'i', ciphertext: 'c', tag: 't' } }
    const put = (type: string, data: unknown) => {
      const event = record('corrections-INC-7', type, data, { agency: 'corrections', marking })
      evolveHoldings(holdings, event)
      return event
    }
    const { id } = put('PrisonerEscapeReported', { subject: 'P-1', name: sealed })
    put('SomethingNew', deep)
    for (const type of ['ReleaseRevoked', 'PersonalDataErased', 'RetentionReviewed', 'ReviewWarningGiven'])
      for (const data of [null, 'text', [], { event: id }, { event: id, to: 5 }, { subject: 5 }, deep])
        put(type, data)
    const { purge } = dueForReview(holdings, defaultRetentionRules, ms('2031-01-01T00:00:00Z'))
    expect(purge.map(({ held }) => held.subject)).toEqual(['P-1'])
  })

  test('another agency cannot keep or erase it', () => {
    const foreign = record('police-INC-7', 'PersonalDataErased', { subject: 'P-1' }, { agency: 'police' })
    expect(dueAt([report('P-1'), foreign], '2030-04-23T12:00:00Z').purge).toEqual(['P-1'])
  })
})

describe('the commands', () => {
  test('cite the law, and are the same each time they are asked for', () => {
    const holdings = held([report('P-1', {}, 'IntelligenceReported')])
    const now = ms('2030-04-23T12:00:00Z')
    const [command] = retentionCommands(holdings, defaultRetentionRules, now)
    expect(command).toMatchObject({
      agency: 'corrections',
      incident: 'INC-7',
      command: 'ErasePersonalData',
      data: { subject: 'P-1', legalBasis: expect.stringContaining('28 CFR 23.20(h)') },
    })
    expect(retentionCommands(holdings, defaultRetentionRules, now + DAY_MS)[0]!.key).toBe(command!.key)
  })

  test('are new ones when what was purged is brought in again with the same old dates', () => {
    const imported = { recordedAt: '2019-01-01T00:00:00+08:00', system: 'old', by: 'somebody' }
    const now = ms('2025-05-01T00:00:00Z')
    const purged = [report('P-1', { imported }), word('PersonalDataErased', 'P-1', '2025-05-01T00:00:00Z')]
    const keyOf = (events: readonly RecordedEvent[]) =>
      retentionCommands(held(events), defaultRetentionRules, now)[0]?.key
    expect(keyOf(purged)).toBeUndefined()
    const again = keyOf([...purged, report('P-1', { imported })])
    expect(again).toBeDefined()
    expect(again).not.toBe(keyOf(purged.slice(0, 1)))
  })

  test('are for those alone who may see every record that they are about', () => {
    const marked = (tlp: 'RED' | 'AMBER', ...releaseTo: string[]) =>
      report('P-1', { marking: { tlp, releaseTo } })
    const markingOf = (...events: readonly RecordedEvent[]) =>
      retentionCommands(held(events), defaultRetentionRules, ms('2031-01-01T00:00:00Z'))[0]?.marking
    const open = marked('AMBER', 'joc', 'police')
    expect(markingOf(open)).toEqual({ tlp: 'AMBER', releaseTo: ['joc', 'police'] })
    expect(markingOf(open, marked('RED', 'police'))).toEqual({ tlp: 'RED', releaseTo: ['police'] })
    const revoked = record(
      'corrections-INC-7',
      'ReleaseRevoked',
      { event: open.id, to: ['police'] },
      open.envelope,
    )
    expect(markingOf(open, revoked)).toEqual({ tlp: 'AMBER', releaseTo: ['joc'] })
  })

  test('warn once', () => {
    const now = ms('2030-02-01T00:00:00Z')
    const before = [report('P-1')]
    const [warning] = retentionCommands(held(before), defaultRetentionRules, now)
    expect(warning).toMatchObject({ command: 'WarnOfReview', data: { dueAt: '2030-04-23T12:00:00.000Z' } })
    const warned = word('ReviewWarningGiven', 'P-1', '2030-02-01T00:00:01Z', {}, warning!.data)
    expect(retentionCommands(held([...before, warned]), defaultRetentionRules, now)).toEqual([])
  })

  test('warn of another date when the rules have changed since, sooner or later', () => {
    const now = ms('2030-02-01T00:00:00Z')
    const [warning] = retentionCommands(held([report('P-1')]), defaultRetentionRules, now)
    const warned = word('ReviewWarningGiven', 'P-1', '2030-02-01T00:00:01Z', {}, warning!.data)
    const afterYears = (years: number) =>
      retentionRulesSchema.parse({
        rules: [],
        otherwise: { name: 'x', basis: 'y', keepFor: { years }, warnBefore: { days: 90 } },
      })
    const said = (years: number, at: string) =>
      retentionCommands(held([report('P-1'), warned]), afterYears(years), ms(at)).map(({ command, data }) => [
        command,
        data.dueAt,
      ])
    expect(said(6, '2031-04-01T00:00:00Z')).toEqual([['WarnOfReview', '2031-04-23T12:00:00.000Z']])
    expect(said(4, '2030-02-01T00:00:00Z')).toEqual([['ErasePersonalData', undefined]])
  })

  test('run once a day, they leave nothing that is past its date by more than a day', () => {
    const start = ms('2025-01-01T00:00:00Z')
    const rules = retentionRulesSchema.parse({
      rules: [],
      otherwise: { name: 'short', basis: 'a test', keepFor: { days: 20 }, warnBefore: { days: 5 } },
    })
    fc.assert(
      fc.property(fc.array(fc.nat(60 * 24), { maxLength: 20 }), fc.nat(23), (hours, hourOfRun) => {
        const events = hours.map((hour, index) =>
          report(`P-${index}`, { recordedAt: new Date(start + hour * 3_600_000).toISOString() }),
        )
        const purgedAt = new Map<string, number>()
        for (let day = 0; day < 90; day++) {
          const now = start + day * DAY_MS + hourOfRun * 3_600_000
          const gone = [...purgedAt.keys()].map((subject) =>
            word('PersonalDataErased', subject, new Date(now).toISOString()),
          )
          const known = events.filter(({ recordedAt }) => ms(recordedAt) <= now)
          for (const { command, data } of retentionCommands(held([...known, ...gone]), rules, now)) {
            if (command === 'ErasePersonalData') purgedAt.set(data.subject!, now)
          }
        }
        for (const [index, hour] of hours.entries()) {
          const due = start + hour * 3_600_000 + 20 * DAY_MS
          expect(purgedAt.get(`P-${index}`)! - due).toBeGreaterThanOrEqual(0)
          expect(purgedAt.get(`P-${index}`)! - due).toBeLessThanOrEqual(DAY_MS)
        }
      }),
      { numRuns: 20 },
    )
  })
})

test.each([
  ['2024-02-29T10:00:00Z', { years: 1, months: 0, days: 0 }, '2025-02-28T10:00:00.000Z'],
  ['2024-02-29T10:00:00Z', { years: 4, months: 0, days: 0 }, '2028-02-29T10:00:00.000Z'],
  ['2025-01-31T23:59:59Z', { years: 0, months: 1, days: 0 }, '2025-02-28T23:59:59.000Z'],
  ['2025-12-31T00:00:00Z', { years: 0, months: 0, days: 1 }, '2026-01-01T00:00:00.000Z'],
])('%s and %j is %s', (from, span, expected) => {
  expect(new Date(addSpan(ms(from), span)).toISOString()).toBe(expected)
})

test('a rule without a period is refused', () => {
  const otherwise = { name: 'x', basis: 'x', keepFor: {}, warnBefore: { days: 1 } }
  expect(retentionRulesSchema.safeParse({ rules: [], otherwise }).success).toBe(false)
})
