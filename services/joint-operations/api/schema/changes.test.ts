import { refuseToken } from '@concord/access'
import { ok } from '@concord/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNight, borderNightLog } from '../testing/border-night.ts'
import { type StreamedEvent, subscribe } from '../testing/event-stream.ts'
import { tell } from '../testing/told-event.ts'

const analyst = tokenOf('joc', ['analyst'])
const border = tokenOf('border', ['commander'])
const changes = `subscription ($after: Position, $place: String, $incident: ID, $filter: EventFilter) {
  changes(after: $after, place: $place, incident: $incident, filter: $filter) {
    position kind released reason event { reference } incident { id eventCount }
  }
}`

const references = (sent: readonly StreamedEvent[]) =>
  sent.map(({ answer }) => answer?.data.changes.event?.reference)

describe('changes', () => {
  test('come first from where they were left, then live, each with its position as the event’s id', async () => {
    const served = apiOver(borderNightLog.slice(0, 2))
    const subscription = await subscribe(served, border, changes, { variables: { after: '10' } })

    const before = await subscription.take(1)
    served.picture.append(borderNightLog[2]!)
    const after = await subscription.take(1)
    await subscription.close()

    expect(references([...before, ...after])).toEqual(['B-1', 'E-2'])
    expect([...before, ...after].map(({ event, id }) => ({ event, id }))).toEqual([
      { event: 'next', id: '20' },
      { event: 'next', id: '30' },
    ])
    expect(after[0]!.answer!.extensions.concord.position).toBe('30')
    expect(after[0]!.answer!.data.changes.incident).toEqual({ id: 'INC-1', eventCount: 3 })
  })

  test('begin now when nothing is said', async () => {
    const served = apiOver(borderNightLog.slice(0, 2))
    const subscription = await subscribe(served, border, changes)

    served.picture.append(borderNightLog[2]!)

    expect(references(await subscription.take(1))).toEqual(['E-2'])
    await subscription.close()
  })

  test('go on after the last one seen when the client reconnects', async () => {
    const subscription = await subscribe(apiOver(borderNightLog), border, changes, {
      variables: { after: '0' },
      lastEventId: '50',
    })

    expect(references(await subscription.take(2))).toEqual(['B-2', 'P-3'])
    await subscription.close()
  })

  test('neither lose a release nor tell again what it released to whoever is cut off between the two', async () => {
    const folded = apiOver(borderNightLog).picture
    const entry = (position: bigint) => ({
      event: borderNightLog.find((event) => event.position === position)!,
      supersededBy: undefined,
    })
    const picture = {
      ...folded,
      follow: async function* (_: unknown, { after = 0n }: { readonly after?: bigint }) {
        if (after < 60n) yield { kind: 'event' as const, position: 60n, entry: entry(60n) }
        yield { kind: 'event' as const, position: 70n, entry: entry(40n), released: true as const }
        yield { kind: 'event' as const, position: 70n, entry: entry(70n) }
      },
    }
    const served = apiOver(borderNightLog, { picture })
    const follow = async (count: number, options: Parameters<typeof subscribe>[3]) => {
      const subscription = await subscribe(served, tokenOf('emergency', ['commander']), changes, options)
      const sent = await subscription.take(count)
      await subscription.close()
      return sent.map(({ id, answer }) => [id, answer?.data.changes.released])
    }

    const variables = { after: '50' }
    expect(await follow(3, { variables })).toEqual([
      ['60', false],
      ['70.1', true],
      ['70', false],
    ])
    expect(await follow(1, { variables, lastEventId: '70.1' })).toEqual([['70', false]])
    expect(await follow(1, { variables: { place: '70.1' } })).toEqual([['70', false]])
  })

  test('can be narrowed to an incident and to kinds of event', async () => {
    const served = apiOver(borderNightLog)
    const exercise = await subscribe(served, analyst, changes, {
      variables: { after: '0', incident: 'EX-1' },
    })
    const facts = await subscribe(served, analyst, changes, {
      variables: { after: '0', filter: { types: ['FactStated'], agencies: ['border'] } },
    })

    expect(references(await exercise.take(1))).toEqual(['J-1'])
    expect(references(await facts.take(2))).toEqual(['B-1', 'B-2'])
    await Promise.all([exercise.close(), facts.close()])
  })

  test('never tell of what is withheld: neither by an event nor by a sign of life', async () => {
    const served = apiOver(borderNightLog.slice(0, 3))
    const subscription = await subscribe(served, tokenOf('corrections', ['commander']), changes)

    served.picture.append(borderNightLog[3]!)
    served.picture.append(borderNightLog[4]!)
    const [first] = await subscription.take(1)
    await subscription.close()

    expect(first!.answer!.data.changes).toMatchObject({ position: '50', event: { reference: 'P-2' } })
  })

  test('end with a place to resume after when the service closes', async () => {
    const served = apiOver(borderNightLog)
    const subscription = await subscribe(served, border, changes, { variables: { after: '70' } })

    const [last] = await subscription.take(1)
    served.picture.close()
    const ended = await subscription.take(3)

    expect(references([last!])).toEqual(['J-1'])
    expect(ended.map(({ event }) => event)).toEqual(['next', 'complete'])
    expect(ended[0]!.answer!.data.changes).toMatchObject({
      kind: 'ENDED',
      reason: 'closing',
      position: '80',
    })
  })

  test('show nothing more two seconds after their token is over, and end at the place to resume after with a new one', async () => {
    let now = 0
    const lasting = {
      verify: async () =>
        now === 0
          ? ok({
              agency: 'border',
              subject: 'b',
              roles: ['commander' as const],
              purpose: undefined,
              case: undefined,
            })
          : refuseToken('expired'),
    }
    const served = apiOver(borderNightLog.slice(0, 2), {
      tokens: lasting,
      clock: () => now,
    })
    const subscription = await subscribe(served, border, changes, { variables: { after: '10' } })
    await subscription.take(1)

    now = 2_000
    served.picture.append(borderNightLog[2]!)
    const [last] = await subscription.take(2)

    expect(last!.answer!.data.changes).toMatchObject({
      kind: 'ENDED',
      reason: 'token-expired',
      position: '20',
    })
  })

  test('are not read ahead of a client that takes nothing', async () => {
    let given = 0
    const sighting = { ...borderNight[1]!, type: 'FieldObservation', data: {} }
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...sighting, position: index + 1 }))
    const folded = apiOver(tell(many)).picture
    async function* counted(...asked: Parameters<typeof folded.follow>) {
      for await (const item of folded.follow(...asked)) {
        given++
        yield item
      }
    }
    const served = apiOver([], { picture: { ...folded, follow: counted } })
    const subscription = await subscribe(
      served,
      border,
      'subscription { changes(after: "0") { position event { id summary } } }',
    )

    await subscription.take(1)
    for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate)

    // What the sockets' buffers hold, some 64 KiB.
    expect(given).toBeLessThan(1000)
    await subscription.close()
  })

  test('wherever a client breaks off and comes back, it has seen everything once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
        fc.nat(borderNightLog.length),
        async (takes, there) => {
          const served = apiOver(borderNightLog.slice(0, there))
          const seen: StreamedEvent[] = []
          for (const [index, take] of takes.entries()) {
            const lastEventId = seen.at(-1)?.id
            const subscription = await subscribe(served, border, changes, {
              variables: { after: '0' },
              ...(lastEventId === undefined ? {} : { lastEventId }),
            })
            if (index === 0) served.picture.append(...borderNightLog.slice(there))
            seen.push(...(await subscription.take(Math.min(take, 8 - seen.length))))
            await subscription.close()
          }
          const all = borderNightLog.map((event) => event.envelope.reference)
          expect(references(seen)).toEqual(all.slice(0, seen.length))
        },
      ),
      { numRuns: 25 },
    )
  })
})
