import assert from 'node:assert/strict'
import type { Command, CommandContext, Decider } from './decider.ts'
import type { Envelope } from './envelope.ts'
import type { RecordedEvent } from './event.ts'

/*
 * The language in which deciders are tested:
 *
 *   given(decider, happened('WorkDetailDeparted', { detail: 'north' }))
 *     .when(asked('DepartWorkDetail', { detail: 'north' }))
 *     .refuses('already-outside')
 *
 * A record is named by the reference it was given; `corrects` and `retracts` take such a reference.
 */

const MADE_UP = 'watch'

/** An event of the past, told in as few words as the test needs. Agency and time are made up where left out. */
export interface Happened {
  readonly type: string
  readonly data: unknown
  readonly envelope: Partial<Envelope>
}

/** An event of the past: its type, what it carries, and of its envelope what the test is about. */
export const happened = (type: string, data: unknown = {}, envelope: Partial<Envelope> = {}): Happened => ({
  type,
  data,
  envelope,
})

/** A command: its name, what it carries, and of its context what the test is about. */
export const asked = (name: string, data: unknown = {}, context: Partial<CommandContext> = {}) => ({
  name,
  data,
  context,
})

/** Folds the past and says what a command brings about. */
export const given = <State>(decider: Decider<State>, ...past: readonly Happened[]) => {
  const events = past.map((told, index) => recorded(told, index, idsOf(past)))
  const state = events.reduce((folded, event) => decider.evolve(folded, event), decider.initialState)
  return {
    when: (ask: ReturnType<typeof asked>) => {
      const decided = decider.decide(commandOf(ask, idsOf(past)), state)
      return {
        /** Exactly these events follow, with this data where it is given. */
        records: (...expected: readonly (string | readonly [type: string, data: unknown])[]) => {
          assert.ok(decided.ok, decided.ok ? '' : `refused: ${decided.error.code}: ${decided.error.detail}`)
          const types = expected.map((one) => (typeof one === 'string' ? one : one[0]))
          assert.deepEqual(
            decided.value.map(({ type }) => type),
            types,
          )
          for (const [index, one] of expected.entries())
            if (typeof one !== 'string') assert.deepEqual(decided.value[index]?.data, one[1])
        },
        refuses: (code: string) => {
          assert.ok(!decided.ok, `expected ${code}, but it was recorded`)
          assert.equal(decided.error.code, code)
        },
      }
    },
  }
}

/** An event as the log would hold it, for tests of folds. `index` makes its id, revision and position. */
export const recorded = (
  { type, data, envelope }: Happened,
  index: number,
  ids: ReadonlyMap<string, string> = new Map(),
  stream = `${envelope.agency ?? MADE_UP}-INC-1`,
): RecordedEvent => {
  const occurredAt = envelope.occurredAt ?? minute(index)
  return {
    id: idOf(index),
    type,
    data,
    stream,
    revision: index,
    position: BigInt(index),
    recordedAt: minute(index),
    envelope: {
      schemaVersion: 1,
      commandId: idOf(index),
      $correlationId: idOf(index),
      $causationId: idOf(index),
      agency: MADE_UP,
      actor: { subject: 'tester', role: 'duty-officer', agency: envelope.agency ?? MADE_UP },
      mode: 'operational',
      marking: { tlp: 'GREEN' },
      previousHash: null,
      ...envelope,
      occurredAt,
      ...named(envelope, ids),
    },
  }
}

const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

const idsOf = (past: readonly Happened[]): ReadonlyMap<string, string> =>
  new Map(past.flatMap(({ envelope: { reference } }, index) => (reference ? [[reference, idOf(index)]] : [])))

const minute = (index: number): string => new Date(Date.UTC(2025, 3, 1, 0, index)).toISOString()

/** `corrects` and `retracts` with ids in place of references. */
const named = (
  { corrects, retracts }: Pick<Partial<Envelope>, 'corrects' | 'retracts'>,
  ids: ReadonlyMap<string, string>,
) => ({
  ...(corrects === undefined ? {} : { corrects: ids.get(corrects) ?? corrects }),
  ...(retracts === undefined ? {} : { retracts: ids.get(retracts) ?? retracts }),
})

const commandOf = (
  { name, data, context }: ReturnType<typeof asked>,
  ids: ReadonlyMap<string, string>,
): Command => ({
  name,
  data,
  id: idOf(999_999),
  context: {
    agency: MADE_UP,
    actor: { subject: 'tester', role: 'duty-officer', agency: context.agency ?? MADE_UP },
    mode: 'operational',
    marking: { tlp: 'GREEN' },
    occurredAt: minute(9_999),
    receivedAt: minute(9_999),
    ...context,
    ...named(context, ids),
  },
})
