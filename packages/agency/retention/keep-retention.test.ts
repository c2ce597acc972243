import { defaultRetentionRules } from '@concord/access'
import { openAgencyKeys, unseal } from '@concord/event-log'
import type { Envelope, LogItem, Sealed, StoredEvent } from '@concord/kernel'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../configuration/configuration.ts'
import { problem } from '../problem.ts'
import { type AgencyProcess, startAgency } from '../process/agency-process.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'
import { keepRetention, type PutOff } from './keep-retention.ts'

/*
 * First with the clock as it is: the senders' own dates are what has passed or is near. Then with a clock that is set.
 */

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

/** Another process of the same agency: it looks at what is due as soon as it has caught up with the log. */
const startAnother = async (clock = Date.now): Promise<AgencyProcess> => {
  const another = await startAgency({
    definition: parks.definition,
    configuration: readConfiguration(parks.environment),
    logger: pino({ level: 'silent' }),
    clock,
  })
  await another.enrolled
  return another
}

const report = async (subject: string, reviewBy?: string, incident = 'INC-1', more = {}): Promise<string> => {
  const answer = await parks.command('ReportFire', incident, {
    body: {
      occurredAt: yesterday,
      data: { witness: { subject, name: `Name of ${subject}` } },
      ...(reviewBy === undefined ? {} : { reviewBy }),
      ...more,
    },
  })
  expect(answer.status).toBe(201)
  return (answer.body.events as [{ id: string }])[0].id
}

const stored = async () => {
  const read = await parks.agency.log.readStored('parks-INC-1')
  return read.ok ? read.value : []
}
const typesAndSubjects = async () =>
  (await stored()).slice(5).map(({ type, data }) => [type, (data as { subject: string }).subject])

test('what is due is purged, what is near is warned of, what was reviewed or is not due stays', async () => {
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString()
  const due = await report('P-DUE', yesterday)
  await report('P-NEAR', inTenDays)
  const reviewed = await report('P-REVIEWED', yesterday)
  await report('P-NEW')
  const review = await parks.command('ReviewRetention', 'INC-1', {
    token: await parks.token({ roles: ['commander'] }),
    body: {
      occurredAt: yesterday,
      data: { subject: 'P-REVIEWED', reason: 'The case is still before the court.' },
    },
  })
  expect(review.status).toBe(201)

  const another = await startAnother()
  while ((await stored()).length < 7) await new Promise(setImmediate)
  await another.stop()

  expect(await typesAndSubjects()).toEqual([
    ['PersonalDataErased', 'P-DUE'],
    ['ReviewWarningGiven', 'P-NEAR'],
  ])
  const keys = openAgencyKeys(parks.environment.CONCORD_KEYS!)
  const isClosed = async (id: string) => {
    const event = (await stored()).find((one) => one.id === id)!
    return (await unseal(keys.ring, id, event.data)).closed.length > 0
  }
  while (!(await isClosed(due))) await new Promise(setImmediate)
  expect(await isClosed(reviewed)).toBe(false)
  keys.close()
})

test('what lies in another stream of the agency is purged as well', async () => {
  const closed = await parks.command('CloseTrack', 'INC-2', {
    token: await parks.token({ roles: ['commander'] }),
    body: {
      occurredAt: yesterday,
      reviewBy: yesterday,
      summary: 'The widow asked for it',
      subjectCategory: 'other',
      data: { track: 'T-1' },
    },
  })
  const [{ id }] = closed.body.events as [{ id: string }]
  const read = async (stream: string) => {
    const events = await parks.agency.log.readStored(stream)
    return events.ok ? events.value : []
  }

  const another = await startAnother()
  while ((await read('parks-INC-2')).length < 1) await new Promise(setImmediate)
  await another.stop()

  const [erasure] = await read('parks-INC-2')
  expect(erasure).toMatchObject({ type: 'PersonalDataErased', data: { subject: id } })
  const [event] = await read('track-INC-2')
  const { summary } = event!.metadata as Envelope
  const keys = openAgencyKeys(parks.environment.CONCORD_KEYS!)
  while (await keys.ring.find((summary as Sealed).$sealed.key)) await new Promise(setImmediate)
  keys.close()
})

const DAY_MS = 86_400_000
type FollowStored = AgencyProcess['log']['followStored']

/** The log of a store whose clock goes as this one: dated by it is what is recorded from now on. */
const datedBy = (clock: () => number, followStored: FollowStored): FollowStored => {
  const seen = new Map<bigint, string>()
  const fromMs = Date.now()
  return async function* (following) {
    for await (const items of followStored(following)) {
      yield items.map((item) => {
        if (item.kind !== 'event' || Date.parse(item.event.recordedAt) < fromMs) return item
        const { position } = item.event
        if (!seen.has(position)) seen.set(position, new Date(clock()).toISOString())
        return { ...item, event: { ...item.event, recordedAt: seen.get(position)! } }
      })
    }
  }
}

/** The same where somebody else records something every day. */
const busy = (clock: () => number, followStored: FollowStored): FollowStored => {
  const dated = datedBy(clock, followStored)
  let toldMs = Date.now()
  return async function* (following) {
    let last: StoredEvent | undefined
    for await (const items of dated(following)) {
      for (const item of items) if (item.kind === 'event') last = item.event
      yield items.filter(({ kind }) => kind !== 'caught-up')
      if (!items.some(({ kind }) => kind === 'caught-up')) continue
      const days: LogItem[] = []
      while (toldMs < clock()) {
        toldMs = Math.min(toldMs + DAY_MS, clock())
        days.push(elsewhere(last, toldMs))
      }
      yield [...days, { kind: 'caught-up' }]
    }
  }
}
const elsewhere = (last: StoredEvent | undefined, atMs: number): LogItem => ({
  kind: 'event',
  event: {
    ...last!,
    type: 'PatrolReported',
    stream: 'police-INC-1',
    recordedAt: new Date(atMs).toISOString(),
  },
})

/** The keeper of one process, which looks when it is told to. */
const keeperOf = async (
  { desk, log }: AgencyProcess,
  clock: () => number,
  followStored = busy(clock, log.followStored),
) => {
  const ending = new AbortController()
  let overdue: number | undefined
  let putOff: PutOff | undefined
  let lookAgain = (): void => undefined
  let rested: Promise<void>
  let rests = (): void => undefined
  const nextRest = () => {
    rested = new Promise((resolve) => {
      rests = resolve
    })
  }
  nextRest()
  const running = keepRetention({
    definition: parks.definition,
    log: { ...log, followStored },
    desk,
    rules: defaultRetentionRules,
    clock,
    signal: ending.signal,
    onLook: (count) => {
      overdue = count
    },
    onPutOff: (why) => {
      putOff = why
    },
    rest: () =>
      new Promise<void>((resolve) => {
        lookAgain = resolve
        rests()
      }),
  })
  await rested!
  return {
    overdue: () => overdue,
    putOff: () => putOff,
    look: async () => {
      nextRest()
      lookAgain()
      await rested
    },
    stop: async () => {
      ending.abort()
      lookAgain()
      await running
    },
  }
}

test('as years pass it warns once and purges once, though it is down over the day and two come back at once', async () => {
  let nowMs = Date.now()
  const clock = () => nowMs
  const processes = [await startAnother(clock), await startAnother(clock)]
  await report('P-YEARS', undefined, 'INC-3', { marking: { tlp: 'RED', releaseTo: ['police'] } })
  const said = async () => {
    const read = await parks.agency.log.readStored('parks-INC-3')
    return (read.ok ? read.value : []).slice(1)
  }
  const start = () => Promise.all(processes.map((process) => keeperOf(process, clock)))

  const before = await start()
  expect(await said()).toEqual([])
  nowMs += 5 * 366 * DAY_MS - 60 * DAY_MS
  await Promise.all(before.map(({ look }) => look()))
  expect((await said()).map(({ type }) => type)).toEqual(['ReviewWarningGiven'])
  for (const keeper of before) await keeper.stop()

  nowMs += 70 * DAY_MS
  const after = await start()
  nowMs += DAY_MS
  await Promise.all(after.map(({ look }) => look()))
  expect((await said()).map(({ type }) => type)).toEqual(['ReviewWarningGiven', 'PersonalDataErased'])
  for (const { metadata } of await said()) {
    expect((metadata as Envelope).marking).toEqual({ tlp: 'RED', releaseTo: ['police'] })
  }
  expect(after.map(({ overdue }) => overdue())).toEqual([0, 0])
  for (const keeper of after) await keeper.stop()
  for (const process of processes) await process.stop()
})

test.each([
  ['INC-5', 'PersonalDataErased'],
  ['INC-6', 'RetentionReviewed'],
])('in %s, %s that nobody signed keeps nothing: what is due is purged', async (incident, type) => {
  let nowMs = Date.now()
  const agency = await startAnother(() => nowMs)
  const id = await report('P-KEPT', undefined, incident)
  const after: typeof agency.log.followStored = async function* (following) {
    for await (const items of agency.log.followStored(following)) {
      yield items.flatMap((item) => {
        if (item.kind !== 'event' || item.event.id !== id) return [item]
        const data = { subject: 'P-KEPT', legalBasis: 'none', reason: 'none' }
        const recordedAt = new Date(nowMs).toISOString()
        return [item, { kind: 'event', event: { ...item.event, type, data, recordedAt } } as const]
      })
    }
  }
  const forged = { ...agency, log: { ...agency.log, followStored: after } }
  nowMs += 6 * 366 * DAY_MS - DAY_MS
  const keeper = await keeperOf(forged, () => nowMs)
  const read = await parks.agency.log.readStored(`parks-${incident}`)
  expect(read.ok && read.value.map((event) => event.type)).toEqual(['FireSeen', 'PersonalDataErased'])
  await keeper.stop()
  await agency.stop()
})

test('what cannot be purged while the log is away is counted, and purged when it is back', async () => {
  let nowMs = Date.now()
  const clock = () => nowMs
  const agency = await startAnother(clock)
  await report('P-AWAY', undefined, 'INC-4')
  let away = true
  const desk: AgencyProcess['desk'] = {
    ...agency.desk,
    submit: async (submitted) =>
      away
        ? { ok: false, error: problem('store-unavailable', 'It is away.') }
        : agency.desk.submit(submitted),
  }
  nowMs += 6 * 366 * DAY_MS
  const keeper = await keeperOf({ ...agency, desk }, clock)
  expect(keeper.overdue()).toBeGreaterThan(0)
  away = false
  await keeper.look()
  expect(keeper.overdue()).toBe(0)
  const read = await parks.agency.log.readStored('parks-INC-4')
  expect(read.ok && read.value.map(({ type }) => type)).toEqual(['FireSeen', 'PersonalDataErased'])
  await keeper.stop()
  await agency.stop()
})

/** The record of an incident by type, behind what the tests began with. */
const recordOf = async (incident: string) => {
  const read = await parks.agency.log.readStored(`parks-${incident}`)
  return (read.ok ? read.value : []).map(({ type }) => type)
}

test('a clock that is years ahead of the log’s, or behind it, purges nothing and calls for somebody, until it is right', async () => {
  const rightMs = Date.now()
  let nowMs = rightMs
  const agency = await startAnother(() => nowMs)
  await report('P-AHEAD', undefined, 'INC-7')
  nowMs = rightMs + 10 * 366 * DAY_MS
  const keeper = await keeperOf(agency, () => nowMs, agency.log.followStored)
  await keeper.look()
  const warned = await recordOf('INC-7')
  expect(warned).not.toContain('PersonalDataErased')
  expect(keeper.putOff()).toEqual({ kind: 'clocks-differ', apartMs: expect.closeTo(nowMs - rightMs, -6) })

  nowMs = rightMs - DAY_MS
  await keeper.look()
  expect(keeper.putOff()).toEqual({ kind: 'clocks-differ', apartMs: expect.closeTo(-DAY_MS, -6) })

  nowMs = Date.now()
  await keeper.look()
  expect(keeper.putOff()).toBeUndefined()
  expect(await recordOf('INC-7')).toEqual(warned)
  await keeper.stop()
  await agency.stop()
})

test('what falls due while nobody records anything is purged a day after it was warned of, by the log', async () => {
  let nowMs = Date.now()
  const clock = () => nowMs
  const agency = await startAnother(clock)
  await report('P-QUIET', undefined, 'INC-8')
  const followStored = datedBy(clock, agency.log.followStored)
  const keeper = await keeperOf(agency, clock, followStored)
  nowMs += 6 * 366 * DAY_MS
  await keeper.look()
  expect(await recordOf('INC-8')).toEqual(['FireSeen'])
  expect(keeper.putOff()).toEqual({ kind: 'log-leapt', atMs: nowMs })
  expect(keeper.overdue()).toBeGreaterThan(0)

  for (let hours = 0; hours < 31; hours++) {
    nowMs += DAY_MS / 24
    await keeper.look()
  }
  expect((await recordOf('INC-8')).at(-1)).toBe('PersonalDataErased')
  expect(keeper.putOff()).toBeUndefined()
  expect(keeper.overdue()).toBe(0)
  await keeper.stop()
  await agency.stop()
})

test('whom another process of the agency was just ahead of with its warning hears from it what time it is', async () => {
  let nowMs = Date.now()
  const clock = () => nowMs
  const agency = await startAnother(clock)
  await report('P-BESIDE', undefined, 'INC-10')
  const readOn: FollowStored = async function* (following) {
    for await (const items of agency.log.followStored(following)) {
      yield items.flatMap((item) =>
        item.kind === 'event' ? [item, elsewhere(item.event, Date.parse(item.event.recordedAt) + 1)] : [item],
      )
    }
  }
  const ahead = await keeperOf(agency, clock, readOn)
  const submit: typeof agency.desk.submit = async (submitted) => {
    await ahead.look()
    return agency.desk.submit(submitted)
  }
  const followStored = datedBy(clock, agency.log.followStored)
  const keeper = await keeperOf({ ...agency, desk: { ...agency.desk, submit } }, clock, followStored)
  nowMs += 20 * 366 * DAY_MS
  await keeper.look()
  expect(keeper.putOff()).toEqual({ kind: 'log-leapt', atMs: nowMs })
  for (const one of [ahead, keeper]) await one.stop()
  await agency.stop()
})

test('when the clock that a store and its agencies share leaps, and is put right within the day, nothing is gone', async () => {
  let nowMs = Date.now()
  const clock = () => nowMs
  const agency = await startAnother(clock)
  await report('P-SHARED', undefined, 'INC-9')
  const keeper = await keeperOf(agency, clock, datedBy(clock, agency.log.followStored))
  nowMs += 10 * 366 * DAY_MS
  await keeper.look()
  nowMs += DAY_MS / 2
  await keeper.look()
  expect(keeper.putOff()).toEqual({ kind: 'log-leapt', atMs: nowMs - DAY_MS / 2 })

  nowMs = Date.now()
  await keeper.look()
  expect(await recordOf('INC-9')).not.toContain('PersonalDataErased')
  await keeper.stop()
  await agency.stop()
})
