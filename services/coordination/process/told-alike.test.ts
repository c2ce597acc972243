import { join } from 'node:path'
import { audienceFor, createPolicy } from '@concord/access'
import { releaseIn, visibleAmong } from '@concord/incident'
import type { Marking, RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCooperationRules } from './read-rules.ts'
import { actedLog, type Given } from './testing/acted-log.ts'
import { agencies, anyNight, givenBy, NIGHT_MS, type NightStep } from './testing/random-night.ts'

/*
 * What the process manager makes of a log tells nobody of what is withheld from them. That it says nothing where it would
 * have said something is told by nothing but silence: see the threat model.
 */

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 50)
/** Milliseconds: a night takes some hundred, ten times as many where others work on the same machine. */
const timeout = 120_000 + 2_000 * runs

const rules = readCooperationRules(join(import.meta.dirname, '../rules'))
const audience = audienceFor(createPolicy({ agencies }))
const sees = new Map(agencies.map((name) => [name, audience(name)]))
/** By its marking alone, which is how what the process manager makes is told. */
const isSeenBy = (reader: string, event: Given['event']): boolean =>
  event.envelope.agency === reader || sees.get(reader)!(event as RecordedEvent) === true

/** A night as it goes: what was given in it, and what the process manager made of it, in the order of the log. */
const nightOf = async (steps: readonly NightStep[]) => {
  const log = actedLog(rules)
  const given: Given[] = []
  let atMs = NIGHT_MS
  for (const [number, step] of steps.entries()) {
    atMs += step.pauseMinutes * 60_000
    const one = givenBy(step, number, atMs, log.events)
    given.push(one)
    await log.give(one)
  }
  return { given, made: log.made, events: log.events }
}

/** What of these a reader may see, by marking or by the last word of its owner. */
const seenOf = (reader: string, events: readonly RecordedEvent[]): ReadonlySet<string> =>
  new Set(visibleAmong(events, reader, sees.get(reader)!).map(({ id }) => id))

/** What of these a reader could see at one moment or another. */
const everSeenOf = (reader: string, events: readonly RecordedEvent[]): ReadonlySet<string> =>
  new Set(events.flatMap((_, index) => [...seenOf(reader, events.slice(0, index + 1))]))

/**
 * What is left of a log without what is withheld from a reader. That the glass was broken, and who may see a record that the
 * reader sees, decides on what is told, whoever may know of it; but what is seen by the joint centre decides on what it does.
 */
const isLeftFor =
  (reader: string, seen: ReadonlySet<string>) =>
  (event: Given['event']): boolean => {
    const word = releaseIn(event as RecordedEvent)
    if (event.stream.startsWith('glass-') || seen.has(event.id) || word?.to.includes(reader)) return true
    const isOfCentre = word?.to.includes('joc') && event.envelope.agency !== 'joc'
    return word !== undefined && seen.has(word.event) && !isOfCentre
  }

/** What is made of the same night with only this of it left: the clock goes on, and what is due is looked for as often. */
const madeOfOnly = async (given: readonly Given[], isLeft: (event: Given['event']) => boolean) => {
  const log = actedLog(rules)
  for (const one of given) await (isLeft(one.event) ? log.give(one) : log.look(one))
  return log.made
}

/** What is made of a log as it is, at one look at a moment. */
const madeOf = async (events: readonly RecordedEvent[], recordedAt: string) => {
  const log = actedLog(rules)
  for (const event of events) await log.give({ event, looks: false })
  await log.look({ event: { ...events[0]!, recordedAt }, looks: true })
  return log.made
}

/**
 * What a reader sees of it, to the last byte but for its places in the log. The joint centre sees by its own notices of a
 * break-glass whose records an incident holds, which is told in its README.
 */
const toldTo = (reader: string, made: readonly RecordedEvent[]): readonly string[] =>
  made
    .filter((event) => isSeenBy(reader, event) && (reader !== 'joc' || !event.stream.startsWith('glass-')))
    .map(({ position: _, revision: __, ...event }) => JSON.stringify(event))

/** The same but for whom else it is told, which a release that was taken back may show: see the threat model. */
const saidTo = (reader: string, made: readonly RecordedEvent[]): readonly string[] =>
  toldTo(reader, made).map((text) =>
    JSON.stringify(JSON.parse(text, (name, value) => (name === 'marking' ? undefined : value))),
  )

test('nobody is told anything that they would not be told without what is withheld from them', {
  timeout,
}, async () => {
  let told = 0
  let differing = 0
  await fc.assert(
    fc.asyncProperty(anyNight(16), async (steps) => {
      const { given, made, events } = await nightOf(steps)
      for (const reader of agencies) {
        const isLeft = isLeftFor(reader, everSeenOf(reader, events))
        if (given.every(({ event }) => isLeft(event))) continue
        const compared = events.some(({ type }) => type === 'ReleaseRevoked') ? saidTo : toldTo
        const ofAll = compared(reader, made)
        const ofLeft = compared(reader, await madeOfOnly(given, isLeft))
        expect(ofLeft, reader).toEqual(expect.arrayContaining([...ofAll]))
        told += ofAll.length
        differing += 1
      }
    }),
    { numRuns: runs },
  )
  expect(differing).toBeGreaterThan(runs)
  expect(told).toBeGreaterThan(runs)
})

test('nobody is told anything that does not follow from what they may see at that moment, be it released and withheld again', {
  timeout,
}, async () => {
  let told = 0
  let withheld = 0
  await fc.assert(
    fc.asyncProperty(anyNight(16), async (steps) => {
      const { made, events } = await nightOf(steps)
      const isMade = new Set(made)
      for (const [index, event] of events.entries()) {
        if (!isMade.has(event)) continue
        const before = events.slice(0, index)
        // What the joint centre did while it saw more stands in its own records, and it goes on from there.
        for (const reader of agencies.filter((name) => name !== 'joc')) {
          const [ofAll] = saidTo(reader, [event])
          if (ofAll === undefined) continue
          const isLeft = isLeftFor(reader, seenOf(reader, before))
          const left = before.filter(isLeft)
          if (left.length === before.length) continue
          expect(saidTo(reader, await madeOf(left, event.recordedAt)), reader).toContain(ofAll)
          told += 1
          withheld += before.filter((one) => releaseIn(one)?.granted === false).length
        }
      }
    }),
    { numRuns: runs },
  )
  expect(told).toBeGreaterThan(runs)
  expect(withheld).toBeGreaterThan(runs / 2)
})

test('the test can fail: without what a reader sees they are told otherwise', async () => {
  let otherwise = 0
  for (const steps of fc.sample(anyNight(20), { numRuns: 20, seed: 1 })) {
    const { given, made } = await nightOf(steps)
    const ofLeft = toldTo('police', await madeOfOnly(given, (event) => !isSeenBy('police', event)))
    if (toldTo('police', made).some((one) => !ofLeft.includes(one))) otherwise += 1
  }
  expect(otherwise).toBeGreaterThan(5)
})

/** What the process manager makes of these, one a minute, by type: whom it names, and the colour. */
const markedAs = async (type: string, ...said: readonly (readonly [string, string, object, Marking])[]) => {
  const log = actedLog(rules)
  for (const [index, [stream, of, data, marking]] of said.entries()) {
    const agency = agencies.find((name) => stream.startsWith(`${name}-`)) ?? 'joc'
    const event = recorded(happened(of, data, { agency, marking }), index, new Map(), stream)
    await log.give({ event, looks: true })
  }
  return log.made.filter((event) => event.type === type).map(({ envelope }) => envelope.marking)
}
const everybody: Marking = { tlp: 'AMBER', releaseTo: [...agencies], conditions: 'For the search alone.' }
const red: Marking = { tlp: 'RED', releaseTo: ['police', 'joc'] }
const escaped = ['corrections-I0', 'PrisonerEscapeReported', { subjects: ['P-1'] }, everybody] as const

test('a search ring is marked as what set it off, and told to nobody who may not see where it was drawn around', async () => {
  const here = { kind: 'prison-escape', lat: 48.6, lon: 113.2 }
  expect(await markedAs('SearchRingComputed', escaped)).toEqual([everybody])
  expect(await markedAs('SearchRingComputed', ['police-I0', 'IncidentOpened', here, red], escaped)).toEqual([
    red,
  ])
})

test('a search ring around what was released to the centre is told to nobody who may not know of the release', async () => {
  const seen: Marking = { tlp: 'AMBER', releaseTo: ['police', 'border'] }
  const known: Marking = { tlp: 'AMBER', releaseTo: ['police', 'joc'] }
  const there = { subjects: ['P-1'], lat: 47.1, lon: 106.9 }
  const rings = await markedAs(
    'SearchRingComputed',
    escaped,
    ['corrections-I0', 'PrisonerEscapeCorrected', there, seen],
    [
      'corrections-I0',
      'ReleaseGranted',
      { event: '00000000-0000-4000-8000-000000000001', to: ['joc'] },
      known,
    ],
    ['police-I0', 'IncidentOpened', { kind: 'prison-escape', lat: 48.6, lon: 113.2 }, everybody],
  )
  expect(rings).toEqual([everybody, { tlp: 'AMBER', releaseTo: ['police'] }])
})

test('who owns a shared area is told to nobody who may not know of the area', async () => {
  const area = { owners: ['border'], areas: ['2110'] }
  const fire = ['emergency-I0', 'FireCrossedBorder', { areas: ['2110'] }, { tlp: 'GREEN' }] as const
  expect(await markedAs('IncidentOffered', ['area-A0', 'SharedAreaDefined', area, red], fire)).toEqual([red])
  expect(
    await markedAs('IncidentOffered', ['area-A0', 'SharedAreaDefined', area, { tlp: 'CLEAR' }], fire),
  ).toEqual([{ tlp: 'GREEN' }])
})

test('what a plan has done is told to nobody who may not see the plan', async () => {
  const rule = {
    title: 'As planned',
    when: { types: ['FireReported'] },
    operation: { title: 'As planned', tasks: [{ id: 'T1', agency: 'border', title: 'Close the gate' }] },
  }
  const open: Marking = { tlp: 'GREEN' }
  expect(
    await markedAs(
      'JointOperationOpened',
      ['plan-PL0', 'PlanDrafted', { rule }, red],
      ['plan-PL0', 'PlanApproved', {}, open],
      ['plan-PL0', 'PlanActivated', {}, open],
      ['emergency-I0', 'FireReported', {}, open],
    ),
  ).toEqual([red])
})

test('an operation whose name says that it is the second is told to nobody who may not see what set off the first', async () => {
  const [stream, type, data] = escaped
  const narrow: Marking = { tlp: 'RED', releaseTo: ['police', 'border', 'joc'] }
  const opened = await markedAs('JointOperationOpened', [stream, type, data, narrow], escaped)
  expect(opened).toEqual([narrow, narrow])
})

/** The first record of a log as its owner releases it, or takes that back. */
const first = { event: '00000000-0000-4000-8000-000000000000' }

test('what follows from a record is told no more to those from whom its release was taken back, until they have it again', async () => {
  const task = { id: 'T1', agency: 'police', deadline: '2025-04-01T00:02:30Z' }
  const opened = ['operation-OP1', 'JointOperationOpened', { tasks: [task] }, everybody] as const
  const says = (type: string) => [opened[0], type, { ...first, to: ['border'] }, red] as const
  const passed = (...said: readonly ReturnType<typeof says>[]) =>
    markedAs('TaskDeadlinePassed', opened, ...said, ['police-I0', 'IncidentOpened', {}, everybody])
  const withoutBorder = { ...everybody, releaseTo: agencies.filter((name) => name !== 'border') }

  expect(await passed(says('ReleaseGranted'), says('ReleaseRevoked'))).toEqual([withoutBorder])
  expect(await passed(says('ReleaseRevoked'), says('ReleaseGranted'))).toEqual([everybody])
})

test('whether a decision counts is told to nobody who sees it and may not see who leads', async () => {
  const states = (agency: string, areaHa: number) =>
    [`${agency}-I0`, 'FactStated', { about: 'fire', name: 'areaHa', value: areaHa }, everybody] as const
  const leads = (agency: string, marking: Marking) =>
    ['incident-I0', 'LeadAgencyAssigned', { agency }, marking] as const
  const decided = [
    'police-I0',
    'DecisionRecorded',
    { fact: { name: 'areaHa', value: 2 } },
    everybody,
  ] as const
  const dispute = (marking: Marking) =>
    markedAs(
      'ConflictDetected',
      leads('police', everybody),
      leads('border', marking),
      states('police', 1),
      decided,
      states('emergency', 2),
    )
  const told = (...releaseTo: readonly string[]) => [{ tlp: 'AMBER', releaseTo }]

  expect(await dispute(everybody)).toEqual(told(...agencies.filter((name) => name !== 'joc')))
  expect(await dispute(red)).toEqual(told('police'))
})

test('what the joint centre may not see any more counts for nothing, until it may again', async () => {
  const states = (agency: string, areaHa: number) =>
    [`${agency}-I0`, 'FactStated', { about: 'fire', name: 'areaHa', value: areaHa }, everybody] as const
  const says = (type: string) => ['police-I0', type, { ...first, to: ['joc'] }, everybody] as const
  const conflicts = (
    ...said: Parameters<typeof markedAs> extends readonly [string, ...infer Said] ? Said : never
  ) => markedAs('ConflictDetected', ...said)
  const told = { tlp: 'AMBER', releaseTo: agencies.filter((name) => name !== 'joc') }

  expect(await conflicts(states('police', 1), states('border', 2))).toEqual([told])
  expect(await conflicts(states('police', 1), says('ReleaseRevoked'), states('border', 2))).toEqual([])
  expect(
    await conflicts(states('police', 1), says('ReleaseRevoked'), states('border', 2), says('ReleaseGranted')),
  ).toEqual([told])
})
