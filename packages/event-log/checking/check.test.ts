import type { StoredEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import { eventHash } from '../form/canonical-form.ts'
import { withoutTexts } from '../form/stored-event.ts'
import { ownership } from '../ownership.ts'
import { openChainHeads } from './chains.ts'
import { checker, type Verification } from './check.ts'

const owners = ownership([{ name: 'police', events: [] }])

const seen = (revision: number, previousHash: string | null): StoredEvent => ({
  id: `event-${revision}`,
  type: 'SightingReported',
  stream: 'police-INC-7',
  revision,
  position: BigInt(revision),
  recordedAt: '2025-04-23T05:20:00.000Z',
  data: { place: 'ford' },
  metadata: { agency: 'police', previousHash },
})
const first = seen(0, null)
const second = seen(1, eventHash(first))
const linked = [first, second, seen(2, eventHash(second))]

type KeyRegister = Parameters<typeof checker>[1]

/** A register that takes every key for one of its own, and these revisions for rightly signed. */
const registerOf = (signed: readonly number[]) =>
  ({
    claim: () => ({}) as ReturnType<KeyRegister['claim']>,
    verify: async (_, { event }) => signed.includes(event.revision),
  }) as Pick<KeyRegister, 'claim' | 'verify'> as KeyRegister

const refusedOf = async (verification: Verification, signed: readonly number[]) => {
  const check = checker(owners, registerOf(signed), async () => {}, verification)
  const refusals = await check(linked.map(withoutTexts), openChainHeads())
  return refusals.flatMap((refusal, revision) => (refusal?.reason === 'bad-signature' ? [revision] : []))
}

test.each([
  ['all of them', [0, 1, 2], []],
  ['the newest', [2], []],
  ['all but the newest', [0, 1], [2]],
  ['the oldest', [0], [1, 2]],
  ['none', [], [0, 1, 2]],
])(
  'a right signature stands for what is linked before it, a wrong one for nothing: %s signed',
  async (_, signed, refused) => {
    expect(await refusedOf('chain-heads', signed)).toEqual(refused)
  },
)

test('where every signature is checked none stands for another one', async () => {
  expect(await refusedOf('every', [2])).toEqual([0, 1])
})

test('a right signature stands for nothing before a place where the chain is broken', async () => {
  const foreign = seen(1, 'another hash')
  const broken = [first, foreign, seen(2, eventHash(foreign))].map(withoutTexts)
  const check = checker(owners, registerOf([2]), async () => {}, 'chain-heads')
  const refusals = await check(broken, openChainHeads())
  expect(refusals.map((refusal) => refusal?.reason)).toEqual(['bad-signature', 'broken-chain', undefined])
})
