import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'

/**
 * A process of several writers that append through the official client to a node that is killed again and again. Each
 * append expects an exact revision. An append whose outcome is unknown is sent again with the same event ids, or
 * given up together with its stream. Told to stop, it finishes what it has begun. Arguments: name, port, `patient` or
 * `believing`; a believing writer takes every append for acknowledged as soon as it is sent.
 */
export type WriterNews =
  | { readonly kind: 'attempt'; readonly stream: string; readonly ids: readonly string[] }
  | { readonly kind: 'acknowledged'; readonly firstId: string }
  | { readonly kind: 'wrong'; readonly what: string }

const [name, port, manner] = process.argv.slice(2) as [string, string, 'patient' | 'believing']
const lanes = 4
const mostEvents = 5
/** Writers that looked for a dead node more often would keep the next one from starting. */
const betweenAttemptsMs = 100
const tell = (told: WriterNews): void => {
  process.send!(told)
}
let stopping = false
let client = connect()

function connect(): EventStoreDBClient {
  return EventStoreDBClient.connectionString`esdb://127.0.0.1:${port}?tls=false&keepAliveInterval=-1`
}

const write = async (lane: number): Promise<void> => {
  for (let generation = 0; !stopping; generation += 1) await fillStream(`${name}-${lane}-${generation}`)
}

/** Appends until an append is given up. */
const fillStream = async (stream: string): Promise<void> => {
  let last: bigint | undefined
  while (!stopping) {
    const events = Array.from({ length: randomInt(1, mostEvents + 1) }, (_, index) =>
      jsonEvent({ id: randomUUID(), type: 'PositionReported', data: { index } }),
    )
    tell({ kind: 'attempt', stream, ids: events.map((event) => event.id) })
    if (manner === 'believing') tell({ kind: 'acknowledged', firstId: events[0]!.id })
    last = await appendStubbornly(stream, last, events)
    if (last === undefined) return
  }
}

/** The stream's new revision, or undefined when the append was given up. */
const appendStubbornly = async (
  stream: string,
  last: bigint | undefined,
  events: readonly ReturnType<typeof jsonEvent>[],
): Promise<bigint | undefined> => {
  for (;;) {
    const used = client
    try {
      const result = await used.appendToStream(stream, [...events], { expectedRevision: last ?? NO_STREAM })
      if (!result.success) tell({ kind: 'wrong', what: `${stream} refused its own next append` })
      tell({ kind: 'acknowledged', firstId: events[0]!.id })
      return result.nextExpectedRevision
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) {
        tell({ kind: 'wrong', what: `${stream} refused a repeated append: ${error.message}` })
        return undefined
      }
      await wait(betweenAttemptsMs)
      if (used === client) {
        client = connect()
        void used.dispose().catch(() => undefined)
      }
      if (randomInt(2) === 0) return undefined
    }
  }
}

process.once('message', () => {
  stopping = true
})
process.once('disconnect', () => process.exit())
await Promise.all(Array.from({ length: lanes }, (_, lane) => write(lane)))
process.disconnect()
