import { incidentTopic } from '@concord/incident'
import type { Marking, StoredEvent } from '@concord/kernel'
import { openReadSide, packBatch } from '@concord/projection'
import { expect, test } from 'vitest'
import { pictureProjection } from '../fold/picture-projection.ts'
import { indexedQuestions } from '../indexed-questions.ts'
import { rosterKnowledge } from '../knowledge/roster-knowledge.ts'
import { openVisibleEvents } from '../live/visible-events.ts'
import { openReadModels } from '../questions/read-models.ts'
import { followThroughGlass } from './follow-through-glass.ts'

const NOON = Date.parse('2025-04-23T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString()

/** A read side in memory, a clock to move, and the words in which the log is told. */
const scene = () => {
  let nowMs = NOON
  let count = 0
  const knowledge = rosterKnowledge(() => nowMs)
  const side = openReadSide(':memory:', [pictureProjection(knowledge)])
  const models = openReadModels(side.projections[0]!.database, side.journal, knowledge)
  const picture = indexedQuestions(models)
  const record = (stream: string, type: string, data: unknown, releaseTo: readonly string[] = []): string => {
    count += 1
    const [agency] = stream.split('-')
    const owner = agency === 'glass' || agency === 'access' ? 'joc' : agency!
    const event: StoredEvent = {
      id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      type,
      stream,
      revision: count,
      position: BigInt(count),
      recordedAt: at(0),
      data,
      metadata: {
        schemaVersion: 1,
        occurredAt: at(-60),
        agency: owner,
        actor: { subject: 's', role: 'commander', agency: owner },
        mode: 'operational',
        marking: { tlp: 'AMBER', releaseTo: [...releaseTo] } satisfies Marking,
      },
    }
    const batch = packBatch([{ kind: 'event', event }])
    if (batch) side.take(batch)
    return event.id
  }
  return {
    picture,
    after: followThroughGlass(models, openVisibleEvents(models)),
    record,
    breakGlass: () =>
      record('glass-INC-7', 'BreakGlassInvoked', {
        reader: { agency: 'emergency', subject: 'commander-2' },
        reason: 'Two crews are inside the area.',
        until: at(60),
      }),
    pass: (minutes: number) => {
      nowMs += minutes * 60_000
    },
  }
}

const commander = { agency: 'emergency', subject: 'commander-2' }
const colleague = { agency: 'emergency', subject: 'commander-3' }
const first = { first: 10 }

test('who has broken the glass on an incident sees it, its events and its counts; nobody else does, and not for longer', () => {
  const { picture, record, breakGlass, pass } = scene()
  const withheld = record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const title = (who: typeof commander) => picture.topic(who, incidentTopic('INC-7'), {})?.view.title
  const events = (who: typeof commander) => picture.events(who, { incident: 'INC-7' }, first, {}).total
  const one = (who: typeof commander) => picture.event(who, withheld, {})?.event.id
  const count = (who: typeof commander) => picture.statistics(who, { incident: 'INC-7' }, {}).total
  const shown = (who: typeof commander) => [title(who), events(who), one(who), count(who)]
  const everything = ['Hostages', 1, withheld, 1]
  const nothing = [undefined, 0, undefined, 0]

  expect(shown(commander)).toEqual(nothing)
  breakGlass()
  expect(shown(commander)).toEqual(everything)
  expect(shown(colleague)).toEqual(nothing)
  expect(shown({ ...commander, agency: 'border' })).toEqual(nothing)
  pass(59)
  expect(shown(commander)).toEqual(everything)
  pass(1)
  expect(shown(commander)).toEqual(nothing)
})

test('it opens the past of its incident and nothing of another one', () => {
  const { picture, record, breakGlass } = scene()
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const elsewhere = record('police-INC-8', 'IncidentOpened', { title: 'Stolen horses' })
  breakGlass()
  const moment = { known: { position: 1n } }
  expect(picture.topic(commander, incidentTopic('INC-7'), moment)?.view.title).toBe('Hostages')
  expect(picture.topic(commander, incidentTopic('INC-8'), {})).toBeUndefined()
  expect(picture.event(commander, elsewhere, {})).toBeUndefined()
})

test('a review that finds it unjustified ends it at once', () => {
  const { picture, record, breakGlass } = scene()
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const invocation = breakGlass()
  record('glass-INC-7', 'BreakGlassReviewed', { invocation, finding: 'unjustified' })
  expect(picture.topic(commander, incidentTopic('INC-7'), {})).toBeUndefined()
})

test('in searches and counts over all incidents it stands once, on whatever page, whether some of it was seen before', () => {
  const { picture, record, breakGlass } = scene()
  for (const incident of ['INC-5', 'INC-7', 'INC-8']) {
    record(`emergency-${incident}`, 'IncidentOpened', { title: 'Smoke over the hostages' })
    record(`police-${incident}`, 'IncidentOpened', { title: 'Hostages' })
    record(`police-${incident}`, 'IncidentAcknowledged', {}, ['emergency'])
  }
  const found = (who: typeof commander, size: number, text?: string) => {
    const ids: string[] = []
    let after: string | undefined
    for (let more = true; more; ) {
      const asked = { first: size, ...(after === undefined ? {} : { after }) }
      const page = picture.events(who, text === undefined ? {} : { text }, asked, {})
      ids.push(`${page.total}`, ...page.items.map(({ entry }) => entry.event.stream))
      after = page.items.at(-1)?.cursor
      more = page.hasMore
    }
    return [...new Set(ids.filter((id) => /^\d+$/.test(id))), ...ids.filter((id) => !/^\d+$/.test(id))]
  }
  const counted = ({ total, by }: ReturnType<typeof picture.statistics>) => [total, by.agency, by.type]

  expect(found(commander, 2, 'hostages')).toEqual([
    '3',
    'emergency-INC-8',
    'emergency-INC-7',
    'emergency-INC-5',
  ])
  breakGlass()
  for (const size of [1, 2, 20]) {
    expect(found(commander, size, 'hostages')).toEqual([
      '4',
      'emergency-INC-8',
      'police-INC-7',
      'emergency-INC-7',
      'emergency-INC-5',
    ])
    expect(found(commander, size)).toHaveLength(8)
    expect(found(colleague, size)).toHaveLength(7)
  }
  expect(counted(picture.statistics(commander, {}, {}))).toEqual([
    7,
    { emergency: 3, police: 4 },
    { IncidentOpened: 4, IncidentAcknowledged: 3 },
  ])
  expect(picture.statistics(colleague, {}, {}).total).toBe(6)
})

test('conflicts of the incident are among all conflicts, in their place', () => {
  const { picture, record, breakGlass } = scene()
  const state = (agency: string, incident: string, value: number) =>
    record(
      `${agency}-${incident}`,
      'FactStated',
      { about: 'house', name: 'hostages', value },
      ['emergency'].slice(agency === 'police' ? 1 : 0),
    )
  for (const incident of ['INC-7', 'INC-8']) {
    state('emergency', incident, 2)
    state('police', incident, 3)
  }
  const topics = (who: typeof commander) =>
    picture.conflicts(who, {}, first, {}).items.map(({ conflict }) => conflict.topic)

  expect(topics(commander)).toEqual([])
  breakGlass()
  expect(topics(commander)).toEqual(['incident:INC-7'])
  expect(topics(colleague)).toEqual([])
})

test('what was released and taken back again is seen, in the list and by its name', () => {
  const { picture, record, breakGlass } = scene()
  const opened = record('police-INC-7', 'IncidentOpened', { title: 'Hostages' }, ['emergency'])
  record('police-INC-7', 'ReleaseRevoked', { event: opened, to: ['emergency'] })
  expect(picture.event(commander, opened, {})).toBeUndefined()
  breakGlass()
  expect(picture.topic(commander, incidentTopic('INC-7'), {})?.view.title).toBe('Hostages')
  expect(picture.events(commander, {}, first, {}).items.map(({ entry }) => entry.event.id)).toContain(opened)
  expect(picture.event(colleague, opened, {})).toBeUndefined()
})

test('it comes to whoever broke the glass as it happens, in the order of the log, and to nobody else', () => {
  const { after, record, breakGlass, pass } = scene()
  record('emergency-INC-9', 'IncidentOpened', { title: 'Fire' })
  const opened = record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const types = (who: typeof commander, ordinal: number) =>
    after(who, ordinal).items.map(({ entry }) => entry.event.stream)

  expect(types(commander, 0)).toEqual(['emergency-INC-9'])
  breakGlass()
  const before = after(commander, 0).scanned
  record('police-INC-8', 'IncidentOpened', { title: 'Stolen horses' })
  record('police-INC-7', 'IncidentAcknowledged', {})
  record('emergency-INC-7', 'IncidentAcknowledged', {})

  expect(types(commander, before)).toEqual(['police-INC-7', 'emergency-INC-7'])
  expect(types(commander, 0)).toEqual(['emergency-INC-9', 'police-INC-7', 'police-INC-7', 'emergency-INC-7'])
  expect(types(colleague, 0)).toEqual(['emergency-INC-9', 'emergency-INC-7'])
  record('police-INC-7', 'ReportRetracted', {}, [])
  expect(after(commander, 0).items[1]!.entry.event.id).toBe(opened)
  pass(61)
  expect(types(commander, 0)).toEqual(['emergency-INC-9', 'emergency-INC-7'])
})

test('in lists it stands in its place, once, as the glass shows it, on whatever page; for colleagues it does not', () => {
  const { picture, record, breakGlass } = scene()
  for (const incident of ['INC-5', 'INC-6', 'INC-8', 'INC-9']) {
    record(`emergency-${incident}`, 'IncidentOpened', { title: incident })
  }
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  record('police-INC-4', 'IncidentOpened', { title: 'Stolen horses' })
  const all = (who: typeof commander, size: number, direction: 'ascending' | 'descending') => {
    const found: (string | undefined)[] = []
    let after: string | undefined
    for (let more = true; more; ) {
      const page = picture.incidents(
        who,
        {},
        { by: 'id', direction },
        { first: size, ...(after === undefined ? {} : { after }) },
        {},
      )
      expect(page.items.length).toBeLessThanOrEqual(size)
      found.push(`${page.total}`, ...page.items.map(({ incident }) => incident.title))
      after = page.items.at(-1)?.cursor
      more = page.hasMore
    }
    return [...new Set(found)]
  }
  const before = ['4', 'INC-5', 'INC-6', 'INC-8', 'INC-9']
  const broken = ['5', 'INC-5', 'INC-6', 'Hostages', 'INC-8', 'INC-9']
  const turned = (list: readonly string[]) => [list[0], ...list.slice(1).toReversed()]

  expect(all(commander, 2, 'ascending')).toEqual(before)
  breakGlass()
  for (const size of [1, 2, 3, 10]) {
    expect(all(commander, size, 'ascending')).toEqual(broken)
    expect(all(commander, size, 'descending')).toEqual(turned(broken))
    expect(all(colleague, size, 'ascending')).toEqual(before)
  }
  record('police-INC-7', 'IncidentAcknowledged', {}, ['emergency'])
  expect(all(commander, 2, 'ascending')).toEqual(broken)
})

test('a break-glass makes no incident; the owner who was told finds the notice, and nobody else does', () => {
  const { picture, record, breakGlass } = scene()
  const invocation = breakGlass()
  const notice = record('glass-INC-7', 'BreakGlassNoticeGiven', { invocation, to: 'police' }, ['police'])
  const order = { by: 'opened', direction: 'ascending' } as const
  for (const agency of ['joc', 'police', 'emergency', 'border']) {
    expect(picture.topic({ agency }, incidentTopic('INC-7'), {})).toBeUndefined()
    expect(picture.incidents({ agency }, {}, order, first, {}).total).toBe(0)
  }
  const seen = (agency: string) =>
    picture.events({ agency }, {}, first, {}).items.map(({ entry }) => entry.event.id)
  expect(seen('joc')).toEqual([notice, invocation])
  expect(seen('police')).toEqual([notice])
  expect(seen('border')).toEqual([])
})
