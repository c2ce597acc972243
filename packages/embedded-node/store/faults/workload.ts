import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { logFile } from '../layout.ts'
import { logReader } from '../log-reader.ts'
import { openStore, systemTicks } from '../open-store.ts'
import { checkAtStartUp } from '../start-up-check.ts'
import type { AppendRequest, ProposedEvent, Store, StoredEvent } from '../store.ts'

/** A small run of several writers against a store, and what must be true of the store whatever befell it meanwhile. */

/** One append as its writer knows it. */
export interface Attempt {
  readonly stream: string
  readonly ids: readonly string[]
}

export interface Run {
  readonly attempts: readonly Attempt[]
  readonly acknowledged: readonly Attempt[]
  /** Why the run ended early. */
  readonly failure: Error | undefined
}

const writers = 3
const eventsEach = 2
/** So many appends at once that one group of them lies ready while another is written. */
const crowd = 130
/** Small, so that a short run takes the log through several checkpoints. */
export const checkpointPages = 30

/** Each writer appends in turns, all beside a crowd of appends, until `turns` are done or the store fails. */
export const runWriters = async (
  store: Store,
  turns: number,
  onAcknowledged: (attempt: Attempt) => void = () => {},
): Promise<Run> => {
  const attempts: Attempt[] = []
  const acknowledged: Attempt[] = []
  let failure: Error | undefined
  const append = async (request: AppendRequest): Promise<void> => {
    const attempt = { stream: request.stream, ids: request.events.map((event) => event.id) }
    attempts.push(attempt)
    const outcome = await store.append(request)
    if (outcome.kind !== 'appended') throw new Error(`unexpected outcome: ${outcome.kind}`)
    acknowledged.push(attempt)
    onAcknowledged(attempt)
  }
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; turn < turns && failure === undefined; turn += 1) {
      const events = Array.from({ length: eventsEach }, () => someEvent(turn))
      const expected = turn === 0 ? 'no_stream' : BigInt(turn * eventsEach - 1)
      await append({ stream: `writer-${writer}`, expected, events })
    }
  }
  const all = [
    ...Array.from({ length: writers }, (_, writer) => write(writer)),
    ...Array.from({ length: crowd }, () =>
      append({ stream: 'crowd', expected: 'any', events: [someEvent(0)] }),
    ),
  ]
  await Promise.all(all.map((each) => each.catch((error: Error) => (failure ??= error))))
  return { attempts, acknowledged, failure }
}

/** Opens the store as after a restart and names everything that is not as promised; empty when all is well. */
export const brokenPromises = async (
  folder: string,
  run: Omit<Run, 'failure'>,
): Promise<readonly string[]> => {
  let store: Store | undefined
  try {
    store = await openStore({ folder, checkpointPages })
    const broken = compare(everythingIn(store), run)
    const outcome = await store.append({ stream: 'afterwards', expected: 'any', events: [someEvent(0)] })
    return outcome.kind === 'appended' ? broken : [...broken, 'the store takes no more events']
  } catch (error) {
    return [`the store cannot be opened or read: ${(error as Error).message}`]
  } finally {
    await store?.close()
  }
}

/** The same without a writer: checks and repairs as opening does, then only reads. Much faster. */
export const brokenPromisesOnReading = (folder: string, run: Omit<Run, 'failure'>): readonly string[] => {
  if (!existsSync(logFile(folder))) return run.acknowledged.length > 0 ? ['the log is gone'] : []
  try {
    checkAtStartUp(folder)
    const db = new DatabaseSync(logFile(folder), { readOnly: true })
    const broken = compare(everythingIn(logReader(db, systemTicks)), run)
    db.close()
    return broken
  } catch (error) {
    return [`the store cannot be opened or read: ${(error as Error).message}`]
  }
}

const everythingIn = (store: Pick<Store, 'readAll'>): readonly StoredEvent[] => {
  const events: StoredEvent[] = []
  for (let next: bigint | undefined = 1n; next !== undefined; ) {
    const page = store.readAll(next, 'forwards', 500)
    events.push(...page.events)
    next = page.next
  }
  return events
}

/** Every acknowledged append there once, whole and in order; every other one whole or not at all; nothing else. */
export const compare = (log: readonly StoredEvent[], run: Omit<Run, 'failure'>): readonly string[] => {
  const acknowledged = new Set(run.acknowledged)
  const found = Map.groupBy(log, (event) => event.stream)
  const attempts = Map.groupBy(run.attempts, (attempt) => attempt.stream)
  return [...attempts].flatMap(([stream, tried]) =>
    compareStream(stream, found.get(stream) ?? [], tried, (attempt) => acknowledged.has(attempt)),
  )
}

const compareStream = (
  stream: string,
  found: readonly StoredEvent[],
  attempts: readonly Attempt[],
  isAcknowledged: (attempt: Attempt) => boolean,
): readonly string[] => {
  const broken: string[] = []
  for (const [revision, event] of found.entries()) {
    if (event.revision !== BigInt(revision)) broken.push(`${stream}@${revision} is missing or out of order`)
  }
  let at = 0
  for (const attempt of attempts) {
    const ids = found.slice(at, at + attempt.ids.length).map((event) => event.id)
    if (ids.join() === attempt.ids.join()) at += attempt.ids.length
    else if (isAcknowledged(attempt)) broken.push(`an acknowledged append to ${stream} is missing`)
  }
  if (at !== found.length)
    broken.push(`${stream} holds ${found.length - at} events that no whole append explains`)
  return broken
}

const someEvent = (turn: number): ProposedEvent => ({
  id: randomUUID(),
  type: 'PositionReported',
  contentType: 'application/json',
  metadata: Buffer.from('{"actor":"patrol"}'),
  data: Buffer.from(JSON.stringify({ turn, note: 'x'.repeat((turn * 397) % 3000) })),
})
