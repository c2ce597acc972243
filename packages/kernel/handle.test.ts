import { beforeEach, describe, expect, test } from 'vitest'
import type { Command, Decider } from './decider.ts'
import type { RecordedEvent } from './event.ts'
import type { EventLog, NewEvent, StoredEvent } from './event-log.ts'
import type { FoldedStream } from './folded-stream.ts'
import { happened, recorded } from './given.ts'
import { type HandleDependencies, handle } from './handle.ts'
import { err, ok } from './result.ts'

/** A turnstile that lets people in one by one, up to a limit. */
const turnstile: Decider<number> = {
  initialState: 0,
  evolve: (inside) => inside + 1,
  decide: ({ name }, inside) =>
    name === 'Wait'
      ? ok([])
      : inside < 3
        ? ok([{ type: 'Entered', data: {} }])
        : err({ code: 'full', detail: 'Nobody else fits.' }),
}

const stream = 'watch-GATE'
let events: RecordedEvent[]
let reads: number
/** What others write between our reading and our appending, one entry an attempt. */
let meanwhile: number[]
let away: boolean
let keyChanges: number
let passedOver: StoredEvent[]

const log: Pick<EventLog, 'readStream' | 'append' | 'keyChanges'> = {
  keyChanges: () => keyChanges,
  readStream: async () => {
    reads++
    return ok({ events: [...events], passedOver, head: head() })
  },
  append: async (_, expected, proposed) => {
    if (away) return err({ kind: 'unavailable', detail: 'away', retryAfterS: 1 })
    for (let others = meanwhile.shift() ?? 0; others > 0; others--) write([])
    if (expected.revision !== head().revision) return err({ kind: 'conflict', current: head().revision })
    const written = proposed.map((event) => write(event))
    const told = written.map(({ position: _, recordedAt: __, ...known }) => known)
    return ok({ events: told, head: head(), position: written.at(-1)!.position })
  },
}

const head = () => ({
  revision: events.length === 0 ? ('no-stream' as const) : events.length - 1,
  hash: null,
})

const write = (event: NewEvent | readonly []): RecordedEvent => {
  const made = recorded(happened('Entered'), events.length)
  const envelope = 'envelope' in event ? { ...made.envelope, ...event.envelope } : made.envelope
  const written = { ...made, envelope }
  events.push(written)
  return written
}

const command = (id: string, name = 'Enter', commandDigest?: string) =>
  ({ name, id, data: {}, context: { commandDigest } }) as unknown as Command

const toNewEvent = ({ id, context }: Command): NewEvent =>
  ({
    id,
    type: 'Entered',
    data: {},
    envelope: { commandId: id, commandDigest: context.commandDigest },
  }) as NewEvent

const enter = (asked: Command, expected?: Parameters<typeof handle>[3]) =>
  handle({ log: log as EventLog, decider: turnstile, toNewEvent }, stream, asked, expected)

beforeEach(() => {
  events = []
  passedOver = []
  reads = 0
  meanwhile = []
  away = false
  keyChanges = 0
})

describe('a command', () => {
  test('is decided on the stream as it stands, and recorded', async () => {
    expect(await enter(command('a'))).toMatchObject({ ok: true, value: { revision: 0, repeated: false } })
    expect(await enter(command('b'))).toMatchObject({ ok: true, value: { revision: 1 } })
  })

  test('that is sent again gives what was recorded the first time', async () => {
    await enter(command('a', 'Enter', 'as sent'))
    await enter(command('b'))
    const again = await enter(command('a', 'Enter', 'as sent'))
    expect(again).toMatchObject({ ok: true, value: { revision: 0, repeated: true } })
    expect(events).toHaveLength(2)
  })

  test('under a key that was used for another payload is refused', async () => {
    await enter(command('a', 'Enter', 'as sent'))
    const detail = expect.stringContaining(`corrects: ${events[0]!.id}`)
    expect(await enter(command('a', 'Enter', 'otherwise'))).toMatchObject({
      error: { kind: 'key-reused', detail },
    })
  })

  test('that was sent again counts before what its sender expects of the stream', async () => {
    await enter(command('a'), 'no-stream')
    expect(await enter(command('a'), 'no-stream')).toMatchObject({ value: { repeated: true } })
  })

  test('that is against a rule, or changes nothing, is rejected', async () => {
    for (const id of ['a', 'b', 'c']) await enter(command(id))
    expect(await enter(command('d'))).toMatchObject({ error: { rejection: { code: 'full' } } })
    expect(await enter(command('e', 'Wait'))).toMatchObject({
      error: { rejection: { code: 'nothing-to-record' } },
    })
  })
})

describe('when others write to the same stream', () => {
  test('the command is decided anew on what they wrote', async () => {
    meanwhile = [1, 1]
    expect(await enter(command('a'))).toMatchObject({ ok: true, value: { revision: 2 } })
    expect(reads).toBe(3)
  })

  test('it may no longer be possible', async () => {
    meanwhile = [3]
    expect(await enter(command('a'))).toMatchObject({ error: { rejection: { code: 'full' } } })
  })

  test('and keep doing so, it gives up and says how far the stream is', async () => {
    const roomy = { ...turnstile, decide: () => ok([{ type: 'Entered', data: {} }]) }
    meanwhile = [1, 1, 1, 1]
    const handled = await handle({ log: log as EventLog, decider: roomy, toNewEvent }, stream, command('a'))
    expect(handled).toEqual(err({ kind: 'conflict', current: 2 }))
  })

  test('who is refused anyway is not told whether the revision was the expected one', async () => {
    for (const id of ['a', 'b', 'c']) await enter(command(id))
    for (const expected of [undefined, 2, 7, 'no-stream', 'some-stream'] as const)
      expect(await enter(command('d'), expected)).toMatchObject({ error: { rejection: { code: 'full' } } })
  })

  test('an expected revision that has passed is stale', async () => {
    await enter(command('a'))
    expect(await enter(command('b'), 7)).toMatchObject({ error: { kind: 'stale-revision', current: 0 } })
  })

  test('nothing is stamped for whoever is told that the revision has passed', async () => {
    const stamped: Command[] = []
    const noting = (asked: Command) => {
      stamped.push(asked)
      return toNewEvent(asked)
    }
    const parts = { log: log as EventLog, decider: turnstile, toNewEvent: noting }
    expect(await handle(parts, stream, command('a'), 7)).toMatchObject({ error: { kind: 'stale-revision' } })
    expect(stamped).toEqual([])
  })
})

describe('what was folded', () => {
  test('is remembered between commands, and forgotten when an append fails', async () => {
    const folded = new Map<string, FoldedStream<number>>()
    const dependencies = { log: log as EventLog, decider: turnstile, toNewEvent, cache: folded }
    await handle(dependencies, stream, command('a'))
    await handle(dependencies, stream, command('b'))
    expect(reads).toBe(1)
    away = true
    expect(await handle(dependencies, stream, command('c'))).toMatchObject({ error: { kind: 'unavailable' } })
    expect(folded.has(stream)).toBe(false)
  })

  test('is the same whether it was written here or read again', async () => {
    const folded = new Map<string, FoldedStream<number>>()
    const entered = { type: 'Entered', data: {} }
    const inPairs = { ...turnstile, decide: () => ok([entered, entered]) }
    const dependencies = { log: log as EventLog, decider: inPairs, toNewEvent, cache: folded }
    const first = await handle(dependencies, stream, command('a'))
    const written = folded.get(stream)
    folded.clear()
    const again = await handle(dependencies, stream, command('a'))

    expect(folded.get(stream)).toEqual(written)
    expect(first).toMatchObject({ value: { revision: 1, position: 1n, repeated: false } })
    expect(again).toMatchObject({ value: { revision: 1, position: 1n, repeated: true } })
  })

  test('is read again when a key turns out to have ended, so that what a thief wrote counts no more', async () => {
    const folded = new Map<string, FoldedStream<number>>()
    const dependencies = { log: log as EventLog, decider: turnstile, toNewEvent, cache: folded }
    await handle(dependencies, stream, command('by a thief'))
    events = []
    keyChanges += 1

    expect(await handle(dependencies, stream, command('by a thief'))).toMatchObject({
      ok: true,
      value: { revision: 0, repeated: false },
    })
    expect(reads).toBe(2)
  })

  test('tells which ids a thief has taken, so that the same command given again brings about another event', async () => {
    passedOver = [{ id: 'by a thief' } as StoredEvent]
    const stamped: [string, boolean][] = []
    const noting: HandleDependencies<number>['toNewEvent'] = (asked, _, __, ___, isTaken) => {
      stamped.push([asked.id, isTaken(asked.id)])
      return toNewEvent(asked)
    }
    const parts = { log: log as EventLog, decider: turnstile, toNewEvent: noting }
    await handle(parts, stream, command('by a thief'))
    await handle(parts, stream, command('by the agency'))
    expect(stamped).toEqual([
      ['by a thief', true],
      ['by the agency', false],
    ])
  })

  test('is never replaced by an older reading that came back late', async () => {
    const folded = new Map<string, FoldedStream<number>>()
    const dependencies = { decider: turnstile, toNewEvent, cache: folded }
    const returning = Promise.withResolvers<void>()
    const slow = {
      ...log,
      readStream: async (name: string) => {
        const read = await log.readStream(name)
        await returning.promise
        return read
      },
    }
    const late = handle({ ...dependencies, log: slow as EventLog }, stream, command('late'))
    await handle({ ...dependencies, log: log as EventLog }, stream, command('quick'))
    returning.resolve()

    expect(await late).toMatchObject({ ok: true, value: { revision: 1 } })
    expect(folded.get(stream)?.head.revision).toBe(1)
    expect(reads).toBe(2)
  })
})
