import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ConnectedEventLog, growTree, openLogTree } from '../index.ts'
import { followed, type LogsInTest, openLogsInTest, streamOf, written } from '../testing/logs-in-test.ts'

/* Whoever may write to the store can put there what no codec would write. */

let logs: LogsInTest
beforeAll(async () => {
  logs = await openLogsInTest()
})
afterEach(() => logs.closeOpened())
afterAll(() => logs.close())

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

/** A stream of two events: the second one has the envelope of the first, and something besides. */
const given = async (beginning: string): Promise<string> => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  const { head } = await written(log, stream, ['bridge'])
  const first = await log.readStored(stream)
  const { metadata, type } = (first.ok && first.value[0]) as { metadata: object; type: string }
  const envelope = JSON.stringify({ ...metadata, previousHash: head.hash })
  await logs.bareClient().appendToStream(stream, {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: { place: 'ford' },
    metadata: new Uint8Array(new TextEncoder().encode(`${beginning}${envelope.slice(1)}`)),
  })
  return stream
}

/** The size of a tree over the log, and how many events there are. */
const grown = async (log: ConnectedEventLog): Promise<readonly [size: number, events: number]> => {
  const tree = openLogTree(join(logs.folder, randomUUID()))
  const end = new AbortController()
  let events = 0
  for await (const batch of log.followStored({ signal: end.signal })) {
    growTree(tree, batch)
    events += batch.filter(({ kind }) => kind === 'event').length
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  return [tree.size(), events]
}

test.each([
  ['is nested beyond what anything here could recurse', `{"$a":${DEEP},`],
  ['is nested so deep, and out of order', `{"z":${DEEP},`],
  ['holds half of a character, out of order', '{"z":"\\ud800",'],
  ['holds half of a character and is nested so deep', `{"z":["\\ud800",${DEEP}],`],
])('an envelope that %s is refused, and the log and its tree go on', async (_what, beginning) => {
  const stream = await given(beginning)
  const refused = { kind: 'refused', event: { revision: 1, reason: 'bad-signature' } }
  for (const verify of ['every', 'chain-heads'] as const) {
    const log = logs.logOf('police', verify)
    expect(await log.readStream(stream)).toMatchObject({ ok: false, error: refused })
    expect(await followed(log, stream)).toMatchObject([{ kind: 'event' }, refused])
  }
  const [size, events] = await grown(logs.logOf('police'))
  expect(size).toBe(events)
})
