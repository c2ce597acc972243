import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AppendOutcome, ExpectedRevision, ProposedEvent, Store } from './store.ts'
import { event, openedStore } from './testing.ts'

/**
 * Random histories of a few streams, put to the store and to the plainest model of what EventStoreDB promises; both
 * must answer alike, and in the end show the same streams.
 */
type Step =
  | {
      readonly kind: 'append'
      readonly stream: string
      readonly expected: ExpectedRevision
      readonly count: number
    }
  | { readonly kind: 'repeat'; readonly of: number }
  | { readonly kind: 'keep'; readonly stream: string; readonly maxCount: number }
  | { readonly kind: 'delete' | 'tombstone'; readonly stream: string; readonly expected: ExpectedRevision }

const stream = fc.constantFrom('police-1', 'border-1')
const expected: fc.Arbitrary<ExpectedRevision> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ExpectedRevision>('any') },
  fc.constantFrom<ExpectedRevision>('no_stream', 'stream_exists'),
  fc.bigInt(0n, 6n),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append' as const), stream, expected, count: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), of: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('keep' as const),
      stream,
      maxCount: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream, expected }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('tombstone' as const, 'delete' as const),
      stream,
      expected: fc.constant<ExpectedRevision>('any'),
    }),
  },
)

interface Append {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly ProposedEvent[]
}

/** The ids of all events a stream ever had, and what hides some of them. */
interface ModelStream {
  readonly ids: string[]
  described: boolean
  deleted: boolean
  tombstoned: boolean
  from: number
  maxCount: number
}

const newModel = () => {
  const streams = new Map<string, ModelStream>()
  const at = (name: string): ModelStream => {
    const found = streams.get(name) ?? {
      ids: [],
      described: false,
      deleted: false,
      tombstoned: false,
      from: 0,
      maxCount: 1e9,
    }
    streams.set(name, found)
    return found
  }
  /** Undefined to go ahead. */
  const judge = (name: string, expected: ExpectedRevision, ids: readonly string[]): unknown => {
    const { ids: all, described, deleted, tombstoned } = at(name)
    if (tombstoned) return 'stream-deleted'
    if (expected === 'stream_exists') {
      if (deleted) return 'stream-deleted'
      if (all.length === 0 && !described) return 'wrong-expected-revision'
    }
    const loose = expected === 'any' || expected === 'stream_exists'
    if (loose) {
      const places = ids.map((id) => all.lastIndexOf(id))
      if (places.every((place) => place === -1)) return undefined
      return places.includes(-1) ? 'wrong-expected-revision' : places.at(-1)
    }
    const next = expected === 'no_stream' ? 0 : Number(expected) + 1
    if (next === all.length) return undefined
    if (ids.length > 0 && ids.every((id, index) => all[next + index] === id)) return next + ids.length - 1
    return expected === 'no_stream' && deleted && next < all.length ? undefined : 'wrong-expected-revision'
  }
  return {
    append: ({ stream, expected, events }: Append): unknown => {
      const ids = events.map((each) => each.id)
      const verdict = judge(stream, expected, ids)
      if (verdict !== undefined) return verdict
      const model = at(stream)
      if (model.deleted && ids.length > 0) Object.assign(model, { deleted: false, from: model.ids.length })
      model.ids.push(...ids)
      return model.ids.length - 1
    },
    keep: (name: string, maxCount: number): unknown => {
      const model = at(name)
      if (model.tombstoned) return 'stream-deleted'
      Object.assign(model, {
        maxCount,
        described: true,
        from: model.deleted ? model.ids.length : 0,
        deleted: false,
      })
      return 'appended'
    },
    end: (name: string, expected: ExpectedRevision, kind: 'delete' | 'tombstone'): unknown => {
      const verdict = judge(name, expected, [])
      if (verdict !== undefined) return verdict
      if (kind === 'delete' && at(name).ids.length === 0 && !at(name).described)
        return 'wrong-expected-revision'
      Object.assign(at(name), kind === 'delete' ? { deleted: true, described: true } : { tombstoned: true })
      return 'appended'
    },
    visible: (name: string): unknown => {
      const { ids, deleted, tombstoned, from, maxCount } = at(name)
      if (tombstoned) return 'stream-deleted'
      if (deleted || ids.length === 0) return 'stream-not-found'
      return ids.slice(Math.max(from, ids.length - maxCount))
    },
  }
}

const answer = (outcome: AppendOutcome): unknown =>
  outcome.kind === 'appended' ? Number(outcome.revision) : outcome.kind
const brief = (outcome: AppendOutcome): string => outcome.kind

const visibleIn = (store: Store, name: string): unknown => {
  const page = store.readStream(name, 'start', 'forwards', 1_000)
  return page.kind === 'page' ? page.events.map((each) => each.id) : page.kind
}

test('any history of a few streams is answered as the model answers it', async () => {
  const store = await openedStore()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      run += 1
      const own = (name: string): string => `${name}-${run}`
      const model = newModel()
      const appends: Append[] = []
      for (const each of steps) {
        if (each.kind === 'append' || each.kind === 'repeat') {
          const append =
            each.kind === 'repeat'
              ? appends[each.of]
              : {
                  stream: own(each.stream),
                  expected: each.expected,
                  events: Array.from({ length: each.count }, () => event()),
                }
          if (append === undefined) continue
          appends.push(append)
          expect(answer(await store.append(append))).toEqual(model.append(append))
        } else if (each.kind === 'keep') {
          const data = Buffer.from(`{"$maxCount":${each.maxCount}}`)
          const outcome = await store.append({
            stream: `$$${own(each.stream)}`,
            expected: 'any',
            events: [{ ...event('$metadata'), data }],
          })
          expect(brief(outcome)).toEqual(model.keep(own(each.stream), each.maxCount))
        } else {
          const end = each.kind === 'delete' ? store.deleteStream : store.tombstoneStream
          expect(brief(await end(own(each.stream), each.expected))).toEqual(
            model.end(own(each.stream), each.expected, each.kind),
          )
        }
      }
      for (const name of ['police-1', 'border-1'])
        expect(visibleIn(store, own(name))).toEqual(model.visible(own(name)))
    }),
    { numRuns: 150 },
  )
})
