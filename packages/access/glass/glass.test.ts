import type { Command, RecordedEvent } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import { audienceFor } from '../policy/audience.ts'
import { createPolicy } from '../policy/policy.ts'
import type { Reader } from '../reader.ts'
import { eventId, recorder } from '../testing/recorded.ts'
import { glassDecider } from './glass-decider.ts'
import { glassEvents } from './glass-events.ts'
import { glassesOf, isOpen, isOverdue, reviewDueMs } from './glasses.ts'
import { glassOf } from './open-glass.ts'

const NOON = Date.parse('2025-04-23T12:00:00Z')
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString()
const ms = (minutes: number): number => NOON + minutes * 60_000

const commander: Reader = {
  agency: 'emergency',
  subject: 'commander-2',
  roles: ['commander'],
  purpose: undefined,
  case: undefined,
}
const reason = 'Two crews are inside the area the withheld report is about.'
const record = () => recorder(NOON)
const invoked = (until = at(60), more = {}) =>
  record()(
    'glass-INC-7',
    'BreakGlassInvoked',
    { reader: { agency: 'emergency', subject: 'commander-2' }, reason, until },
    more,
  )
const then = (type: string, data: object): RecordedEvent => {
  const next = record()
  next('glass-INC-7', 'BreakGlassInvoked', {})
  return next('glass-INC-7', type, { invocation: eventId(1), ...data })
}

const command = (name: string, data: object, more: Partial<Command['context']> = {}): Command => ({
  name,
  id: eventId(99),
  data,
  context: {
    agency: 'joc',
    actor: { subject: 'commander-2', role: 'commander', agency: 'emergency' },
    occurredAt: at(0),
    receivedAt: at(0),
    mode: 'operational',
    marking: { tlp: 'AMBER' },
    ...more,
  },
})
const decide = (given: readonly RecordedEvent[], asked: Command) => {
  // What its writer knows of an event, and no more.
  const written = given.map(({ position: _, recordedAt: __, ...known }) => known)
  const decided = glassDecider.decide(asked, written.reduce(glassDecider.evolve, glassDecider.initialState))
  return decided.ok ? decided.value : decided.error.code
}

describe('breaking the glass', () => {
  test('names the caller, whoever the command speaks of', () => {
    expect(decide([], command('BreakGlass', { reason, until: at(60), reader: { agency: 'joc' } }))).toEqual([
      {
        type: 'BreakGlassInvoked',
        data: { reader: { agency: 'emergency', subject: 'commander-2' }, reason, until: at(60) },
        occurredAt: at(0),
      },
    ])
  })

  test('begins when it is decided on, whenever its sender says', () => {
    const asked = command('BreakGlass', { reason, until: at(60) }, { occurredAt: at(-200) })
    expect(decide([], asked)).toMatchObject([{ occurredAt: at(0) }])
  })

  test.each([
    ['that is over', at(0), 'already-over'],
    ['of four hours and a minute', at(241), 'too-long'],
  ])('until a moment %s is refused', (_, until, code) => {
    expect(decide([], command('BreakGlass', { reason, until }))).toBe(code)
  })

  test('a second time while it is open is refused, afterwards not', () => {
    expect(decide([invoked()], command('BreakGlass', { reason, until: at(90) }))).toBe('already-open')
    const later = command('BreakGlass', { reason, until: at(120) }, { receivedAt: at(61) })
    expect(decide([invoked()], later)).toHaveLength(1)
  })

  test('in an exercise, or as an imported record, is refused', () => {
    const asked = { reason, until: at(60) }
    expect(decide([], command('BreakGlass', asked, { mode: 'exercise' }))).toBe('not-operational')
    const imported = { recordedAt: at(0), system: 'old', by: 'somebody' }
    expect(decide([], command('BreakGlass', asked, { imported }))).toBe('not-operational')
  })

  test('needs a reason in a sentence', () => {
    const [definition] = glassEvents
    expect(definition.request?.safeParse({ reason: 'urgent', until: at(60) }).success).toBe(false)
    expect(definition.request?.safeParse({ reason, until: at(60) }).success).toBe(true)
  })
})

describe('an open glass', () => {
  const policy = createPolicy({ agencies: ['police', 'emergency', 'joc'] })
  const [withheld, elsewhere] = ['INC-7', 'INC-8'].map((incident) =>
    record()(`police-${incident}`, 'IntelligenceReported', {}, { agency: 'police', marking: { tlp: 'RED' } }),
  ) as [RecordedEvent, RecordedEvent]
  const openAt = (minutes: number, given: readonly RecordedEvent[]) =>
    [...glassesOf(given).values()].filter((glass) => isOpen(glass, ms(minutes)))
  const sees = (reader: Reader, event: RecordedEvent, minutes: number, given = [invoked()]): boolean =>
    audienceFor(policy)(reader.agency, glassOf(openAt(minutes, given), reader))(event)

  test('shows its reader all of its incident until it ends', () => {
    expect(sees(commander, withheld, 1, [])).toBe(false)
    expect(sees(commander, withheld, 1)).toBe(true)
    expect(sees(commander, withheld, 59)).toBe(true)
    expect(sees(commander, withheld, 60)).toBe(false)
  })

  test('shows nothing of another incident, and nothing to a colleague', () => {
    expect(sees(commander, elsewhere, 1)).toBe(false)
    expect(sees({ ...commander, subject: 'commander-3' }, withheld, 1)).toBe(false)
  })

  test('ends after four hours whatever an event says', () => {
    const forever = [invoked('2099-01-01T00:00:00Z')]
    expect(sees(commander, withheld, 239, forever)).toBe(true)
    expect(sees(commander, withheld, 240, forever)).toBe(false)
  })

  test('that is dated ahead shows nothing before its time, give or take five minutes, and ends four hours after it', () => {
    const ahead = [invoked('2099-01-01T00:00:00Z', { occurredAt: at(600) })]
    expect(sees(commander, withheld, 594, ahead)).toBe(false)
    expect(sees(commander, withheld, 595, ahead)).toBe(true)
    expect(sees(commander, withheld, 839, ahead)).toBe(true)
    expect(sees(commander, withheld, 840, ahead)).toBe(false)
  })

  test('ends at once when a reviewer finds it unjustified', () => {
    expect(
      sees(commander, withheld, 1, [invoked(), then('BreakGlassReviewed', { finding: 'unjustified' })]),
    ).toBe(false)
    expect(
      sees(commander, withheld, 1, [invoked(), then('BreakGlassReviewed', { finding: 'justified' })]),
    ).toBe(true)
  })

  test('comes from its own streams alone, and never from an exercise', () => {
    expect(openAt(1, [{ ...invoked(), stream: 'emergency-INC-7' }])).toEqual([])
    expect(openAt(1, [invoked(at(60), { mode: 'exercise' })])).toEqual([])
  })
})

describe('afterwards', () => {
  test('a notice is given once, and only of a break-glass there was', () => {
    const give = command('GiveBreakGlassNotice', { invocation: eventId(1), to: 'police' })
    expect(decide([], give)).toBe('unknown-break-glass')
    expect(decide([invoked()], give)).toHaveLength(1)
    expect(decide([invoked(), then('BreakGlassNoticeGiven', { to: 'police' })], give)).toBe('already-noticed')
  })

  test('somebody else reviews it, once', () => {
    const asked = { invocation: eventId(1), finding: 'justified' }
    const auditor = { actor: { subject: 'auditor-1', role: 'auditor', agency: 'joc' } }
    expect(decide([invoked()], command('ReviewBreakGlass', asked))).toBe('own-break-glass')
    const colleague = { actor: { subject: 'auditor-1', role: 'auditor', agency: 'emergency' } }
    expect(decide([invoked()], command('ReviewBreakGlass', asked, colleague))).toBe('own-agency')
    const centre = { ...colleague, agency: 'emergency' }
    expect(decide([invoked()], command('ReviewBreakGlass', asked, centre))).toHaveLength(1)
    expect(decide([invoked()], command('ReviewBreakGlass', asked, auditor))).toHaveLength(1)
    const reviewed = [invoked(), then('BreakGlassReviewed', { finding: 'justified' })]
    expect(decide(reviewed, command('ReviewBreakGlass', asked, auditor))).toBe('already-reviewed')
  })

  const week = 7 * 24 * 60
  const reviewed = [invoked(), then('BreakGlassReviewed', { finding: 'justified' })]

  test('a review is overdue a week after the end', () => {
    const overdue = (given: readonly RecordedEvent[], nowMs: number) =>
      [...glassesOf(given).values()].filter((glass) => isOverdue(glass, nowMs))
    expect(overdue([invoked()], ms(60 + week))).toEqual([])
    expect(overdue([invoked()], ms(60 + week) + 1)).toHaveLength(1)
    expect(overdue(reviewed, ms(60 + week) + 1)).toEqual([])
  })

  test('whoever decides and whoever watches hold it to the same end, whatever the store recorded and the event says', () => {
    const forever = invoked(at(999), { occurredAt: at(0), recordedAt: at(30) })
    const due = reviewDueMs(glassesOf([forever]).get(forever.id)!)
    expect(due).toBe(ms(240 + week))
    const call = { invocation: forever.id, to: 'police', dueAt: new Date(due).toISOString() }
    const callAt = (nowMs: number) =>
      decide(
        [forever],
        command('CallForBreakGlassReview', call, { receivedAt: new Date(nowMs).toISOString() }),
      )
    expect(callAt(due)).toBe('not-overdue')
    expect(callAt(due + 1)).toHaveLength(1)
    const again = (minutes: number) =>
      decide([forever], command('BreakGlass', { reason, until: at(300) }, { receivedAt: at(minutes) }))
    expect(again(239)).toBe('already-open')
    expect(again(240)).toHaveLength(1)
  })

  test('an overdue review is called for once of each who is told, and never before', () => {
    const late = { receivedAt: at(61 + week) }
    const call = { invocation: eventId(1), to: 'police', dueAt: at(60 + week) }
    const called = [invoked(), then('BreakGlassReviewCalledFor', call)]
    const ask = (to: string, more = {}) =>
      command('CallForBreakGlassReview', { ...call, to }, { ...late, ...more })
    expect(decide([invoked()], ask('police', { receivedAt: at(60 + week) }))).toBe('not-overdue')
    expect(decide([invoked()], ask('police'))).toEqual([{ type: 'BreakGlassReviewCalledFor', data: call }])
    expect(decide(called, ask('police'))).toBe('already-called-for')
    expect(decide(called, ask('joc'))).toHaveLength(1)
    expect(decide(reviewed, ask('police'))).toBe('not-overdue')
    expect(decide([], ask('police'))).toBe('unknown-break-glass')
  })
})
