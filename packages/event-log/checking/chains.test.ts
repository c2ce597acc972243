import { randomUUID } from 'node:crypto'
import type { StoredEvent, StoredTexts } from '@concord/kernel'
import { expect, test } from 'vitest'
import { canonical, eventHash } from '../form/canonical-form.ts'
import { withoutTexts } from '../form/stored-event.ts'
import { openChainHeads, openChains } from './chains.ts'

const stream = 'watch-INC-1'
const first: StoredEvent = seen(0, null)
const second: StoredEvent = seen(1, eventHash(first))

function seen(revision: number, previousHash: string | null): StoredEvent {
  return {
    id: randomUUID(),
    type: 'Seen',
    stream,
    revision,
    position: BigInt(revision),
    recordedAt: '2025-04-23T05:21:00.000Z',
    data: { what: 'a light', where: 'north' },
    metadata: { agency: 'watch', previousHash },
  }
}

const written = (event: StoredEvent, texts?: StoredTexts) => ({ ...withoutTexts(event), texts })
const inOrder = (event: StoredEvent): StoredTexts => ({
  data: canonical(event.data),
  metadata: canonical(event.metadata),
})
const outOfOrder = (event: StoredEvent): StoredTexts => ({
  ...inOrder(event),
  data: '{ "where": "north", "what": "a light" }',
})

test.each([
  ['in canonical form', inOrder],
  ['out of order', outOfOrder],
  ['not known', () => undefined],
])('a chain is followed where texts are %s, in one block and over two', (_, texts) => {
  const [one, two] = [openChainHeads(), openChainHeads()]
  const together = openChains(one)
  expect(together.link(written(first, texts(first)))).toBeUndefined()
  expect(together.link(written(second, texts(second)))).toBeUndefined()
  together.end()
  for (const event of [first, second]) {
    const apart = openChains(two)
    expect(apart.link(written(event, texts(event)))).toBeUndefined()
    apart.end()
  }
  expect(one.get(stream)).toEqual({ revision: 1, hash: eventHash(second) })
  expect(two.get(stream)).toEqual(one.get(stream))
})

test.each([
  ['its texts', { data: '{"what":"nothing","where":"north"}', metadata: inOrder(first).metadata }],
  ['what is not known as text', undefined],
])('an event changed in %s is told by the one after it', (_, texts) => {
  const chains = openChains(openChainHeads())
  const changed = { ...first, data: { what: 'nothing', where: 'north' } }
  expect(chains.link(written(changed, texts))).toBeUndefined()
  expect(chains.link(written(second, inOrder(second)))).toMatchObject({ reason: 'broken-chain' })
})
