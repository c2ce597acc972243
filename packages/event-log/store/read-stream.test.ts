import { setTimeout as later } from 'node:timers/promises'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Connection, openConnection } from './connection.ts'
import { readLastEvent, readStoredStream } from './read-stream.ts'

/*
 * Whoever finds the store away gives up the line that all share, and with it every read that goes on.
 */

const stream = 'police-INC-1'
const recorded = 400

let node: RunningNode
beforeAll(async () => {
  node = await startNode({ port: 0 })
  const connection = openConnection(node.connectionString)
  const events = Array.from({ length: recorded }, () => jsonEvent({ type: 'Sighted', data: {} }))
  await connection.call((client) => client.appendToStream(stream, events))
  await connection.close()
})
afterAll(() => node.stop())

/** What a read comes to while the line is given up, sooner or later. */
const outcomesOf = async <Outcome>(
  read: (connection: Connection) => Promise<Outcome>,
): Promise<readonly Outcome[]> => {
  const connection = openConnection(node.connectionString)
  onTestFinished(() => connection.close())
  const outcomes: Outcome[] = []
  for (let delayMs = 0; delayMs < 40; delayMs += 1) {
    const lost = later(delayMs).then(() => connection.failed(connection.client()))
    outcomes.push(await read(connection))
    await lost
  }
  return outcomes
}

test('a read that loses its line gives all there is, or fails: never less', async () => {
  const outcomes = await outcomesOf((connection) => readStoredStream(connection, stream))
  for (const read of outcomes)
    expect(read).toMatchObject(read.ok ? { value: { length: recorded } } : { error: { kind: 'unavailable' } })
})

test('nor does it say of a stream that it has no last event', async () => {
  const outcomes = await outcomesOf((connection) => readLastEvent(connection, stream))
  for (const read of outcomes)
    expect(read).toMatchObject(
      read.ok ? { value: { revision: recorded - 1 } } : { error: { kind: 'unavailable' } },
    )
})
