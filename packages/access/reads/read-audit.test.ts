import { type AppendFailure, type EventLog, err, type NewEvent, ok } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import type { Reader } from '../reader.ts'
import { createReadAudit, type IntendedRead } from './read-audit.ts'
import { PersonalDataRead, type ReadPart, ReadRecordConsulted } from './read-events.ts'

const NOW_MS = Date.parse('2025-04-23T23:59:59Z')

const officer: Reader = {
  agency: 'police',
  subject: 'officer-17',
  roles: ['duty-officer'],
  purpose: 'search',
  case: 'P-17',
}
const part: ReadPart = {
  owner: 'corrections',
  incident: 'INC-7',
  subjects: ['P-1', 'P-2'],
  fields: ['PrisonerEscapeReported.persons.name'],
  results: 2,
}
const read: IntendedRead = { reader: officer, parts: [part], position: 41n }

interface Append {
  readonly stream: string
  readonly revision: number | 'no-stream'
  readonly events: readonly NewEvent[]
}

/** A log that keeps what was appended and answers when, and what, the test says. */
const scriptedLog = () => {
  const appends: Append[] = []
  const waiting: (() => void)[] = []
  let failure: AppendFailure | Error | undefined
  let held = false
  const append: EventLog['append'] = async (stream, head, events) => {
    appends.push({ stream, revision: head.revision, events })
    if (held) await new Promise<void>((resolve) => waiting.push(resolve))
    if (failure instanceof Error) throw failure
    if (failure) return err(failure)
    const revision = (head.revision === 'no-stream' ? -1 : head.revision) + events.length
    return ok({ head: { revision, hash: `h${revision}` }, position: BigInt(1000 + revision), events: [] })
  }
  return {
    log: { append },
    appends,
    fail: (with_: AppendFailure | Error | undefined) => {
      failure = with_
    },
    hold: () => {
      held = true
    },
    letGo: () => {
      held = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

const opened = (options: { clock?: () => number } = {}) => {
  const scripted = scriptedLog()
  const audit = createReadAudit({
    log: scripted.log,
    keeper: 'joc',
    clock: options.clock ?? (() => NOW_MS),
    run: 'run1',
  })
  return { ...scripted, audit }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const unavailable: AppendFailure = { kind: 'unavailable', detail: 'gone', retryAfterS: 5 }

describe('a read of personal data', () => {
  test('is on record, in full, before the answer comes', async () => {
    const { audit, appends, hold, letGo } = opened()
    hold()
    let answered = false
    const recording = audit.record(read).then((outcome) => {
      answered = true
      return outcome
    })
    await turn()
    expect([appends.length, answered]).toEqual([1, false])
    letGo()
    expect(await recording).toMatchObject({ ok: true, value: { position: 1000n } })
    const [event] = appends[0]!.events
    expect(event).toMatchObject({
      type: 'PersonalDataRead',
      data: {
        reader: { agency: 'police', subject: 'officer-17', roles: ['duty-officer'] },
        purpose: 'search',
        case: 'P-17',
        at: '2025-04-23T23:59:59.000Z',
        parts: [part],
        position: '41',
        onward: [],
      },
      envelope: {
        agency: 'joc',
        actor: { agency: 'police', subject: 'officer-17' },
        marking: { tlp: 'RED', releaseTo: [] },
      },
    })
    expect(PersonalDataRead.data.safeParse(event!.data).success).toBe(true)
  })

  test.each<[string, AppendFailure]>([
    ['is away', unavailable],
    ['was written by somebody else', { kind: 'conflict', current: 3 }],
    ['finds it too large', { kind: 'too-large', detail: 'too large' }],
  ])('fails when the store %s', async (_, failure) => {
    const { audit, fail } = opened()
    fail(failure)
    expect(await audit.record(read)).toMatchObject({ ok: false, error: { code: 'read-record-unavailable' } })
  })

  test('of more persons than one record holds is refused, and nothing is written', async () => {
    const { audit, appends } = opened()
    const subjects = Array.from({ length: 2001 }, (_, index) => `P-${index}`)
    expect(await audit.record({ ...read, parts: [{ ...part, subjects }] })).toMatchObject({
      ok: false,
      error: { code: 'read-too-large' },
    })
    expect(appends).toEqual([])
  })

  test('without a purpose is a fault of the program', async () => {
    const { audit } = opened()
    await expect(audit.record({ ...read, reader: { ...officer, purpose: undefined } })).rejects.toThrow(
      'purpose',
    )
  })

  test('a fault of the log reaches the caller and does not stop later reads', async () => {
    const { audit, fail } = opened()
    fail(new Error('a fault'))
    await expect(audit.record(read)).rejects.toThrow('a fault')
    fail(undefined)
    expect((await audit.record(read)).ok).toBe(true)
  })
})

describe('a look at the record of reads', () => {
  const auditor: Reader = {
    ...officer,
    agency: 'joc',
    subject: 'auditor-1',
    roles: ['auditor'],
    purpose: undefined,
  }

  test('is on record too, with the question and how much it showed', async () => {
    const { audit, appends } = opened()
    expect((await audit.recordConsultation(auditor, { subject: 'P-1' }, 3)).ok).toBe(true)
    const [event] = appends[0]!.events
    expect(event).toMatchObject({
      type: 'ReadRecordConsulted',
      data: { reader: { agency: 'joc', subject: 'auditor-1' }, question: { subject: 'P-1' }, results: 3 },
    })
    expect(ReadRecordConsulted.data.safeParse(event!.data).success).toBe(true)
  })

  test('fails when it cannot be written down', async () => {
    const { audit, fail } = opened()
    fail(unavailable)
    expect((await audit.recordConsultation(auditor, {}, 3)).ok).toBe(false)
  })
})

describe('many reads at once', () => {
  test('share appends: what comes while one is under way goes together', async () => {
    const { audit, appends, hold, letGo } = opened()
    hold()
    const recordings = Array.from({ length: 500 }, () => audit.record(read))
    await turn()
    letGo()
    expect((await Promise.all(recordings)).every(({ ok: done }) => done)).toBe(true)
    expect(appends.map(({ events }) => events.length)).toEqual([1, 200, 200, 99])
    expect(appends.map(({ revision }) => revision)).toEqual(['no-stream', 0, 200, 400])
    expect(new Set(appends.flatMap(({ events }) => events.map(({ id }) => id))).size).toBe(500)
  })

  test('beyond 2,000 waiting are refused at once', async () => {
    const { audit, hold, letGo } = opened()
    hold()
    const recordings = Array.from({ length: 2001 }, () => audit.record(read))
    expect(await recordings[2000]).toMatchObject({
      ok: false,
      error: { code: 'read-record-busy', retryAfterS: 1 },
    })
    letGo()
    expect((await Promise.all(recordings)).filter(({ ok: done }) => done)).toHaveLength(2000)
  })

  test('of large lists are split by size as well', async () => {
    const { audit, appends, hold, letGo } = opened()
    const subjects = Array.from({ length: 1000 }, (_, index) => `${'P'.repeat(120)}${index}`)
    hold()
    const recordings = Array.from({ length: 9 }, () =>
      audit.record({ ...read, parts: [{ ...part, subjects }] }),
    )
    await turn()
    letGo()
    await Promise.all(recordings)
    for (const { events } of appends) expect(JSON.stringify(events).length).toBeLessThan(1024 * 1024)
  })

  test('closing waits for what is under way and takes no more', async () => {
    const { audit, hold, letGo } = opened()
    hold()
    const recording = audit.record(read)
    await turn()
    const closing = audit.close()
    expect((await audit.record(read)).ok).toBe(false)
    letGo()
    await closing
    expect((await recording).ok).toBe(true)
  })
})

describe('the streams of the record', () => {
  test("are one for each agency's people and day", async () => {
    let nowMs = NOW_MS
    const { audit, appends } = opened({ clock: () => nowMs })
    await audit.record(read)
    await audit.record({ ...read, reader: { ...officer, agency: 'border' } })
    nowMs += 1000
    await audit.record(read)
    expect(appends.map(({ stream }) => stream)).toEqual([
      'access-joc-2025-04-23/police/run1/0',
      'access-joc-2025-04-23/border/run1/0',
      'access-joc-2025-04-24/police/run1/1',
    ])
  })

  test('are left for a new one when it is not known how they end', async () => {
    const { audit, appends, fail } = opened()
    await audit.record(read)
    fail(unavailable)
    await audit.record(read)
    fail(undefined)
    expect((await audit.record(read)).ok).toBe(true)
    expect(appends.map(({ stream, revision }) => [stream.at(-1), revision])).toEqual([
      ['0', 'no-stream'],
      ['0', 0],
      ['1', 'no-stream'],
    ])
  })

  test('hold at most 10,000 reads', async () => {
    const { audit, appends, hold, letGo } = opened()
    for (let round = 0; round < 6; round++) {
      hold()
      const recordings = Array.from({ length: 2000 }, () => audit.record(read))
      await turn()
      letGo()
      await Promise.all(recordings)
    }
    const held = Map.groupBy(appends, ({ stream }) => stream)
    const sizes = [...held.values()].map((each) => each.reduce((sum, { events }) => sum + events.length, 0))
    expect(sizes.length).toBe(2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12_000)
  })
})
