import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { logFile } from '../layout.ts'
import { logReader } from '../log-reader.ts'
import { openStore, systemTicks } from '../open-store.ts'
import { checkAtStartUp } from '../start-up-check.ts'
import type { AppendOutcome, AppendRequest, ProposedEvent, Store, StoredEvent } from '../store.ts'

/** A small run of several writers against a store, and what must be true of the store whatever befell it meanwhile. */

/** One write as its writer knows it. */
export interface Attempt {
  readonly kind: 'append' | 'delete' | 'tombstone'
  readonly stream: string
  /** Of the events of an append; a deletion or a tombstone is the store's own event. */
  readonly ids: readonly string[]
}

/** What stands for an attempt among the marks of a traced run. */
export const markOf = ({ kind, stream, ids }: Attempt): string => ids[0] ?? `${kind} ${stream}`

/** What the writers of one run did, and what they were told. */
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
  const attemptTo = async (attempt: Attempt, write: () => Promise<AppendOutcome>): Promise<void> => {
    attempts.push(attempt)
    const outcome = await write()
    if (outcome.kind !== 'appended') throw new Error(`unexpected outcome: ${outcome.kind}`)
    acknowledged.push(attempt)
    onAcknowledged(attempt)
  }
  const append = (request: AppendRequest): Promise<void> => {
    const ids = request.events.map((event) => event.id)
    return attemptTo({ kind: 'append', stream: request.stream, ids }, () => store.append(request))
  }
  /** Streams that are described, deleted and ended. */
  const takeCare = async (): Promise<void> => {
    for (const stream of ['described', 'deleted', 'ended']) {
      await append({ stream, expected: 'no_stream', events: [someEvent(0)] })
    }
    await append({ stream: '$$described', expected: 'any', events: [someMetadata()] })
    const [deletion, tombstone] = [
      { kind: 'delete', stream: 'deleted', ids: [] },
      { kind: 'tombstone', stream: 'ended', ids: [] },
    ] as const
    await attemptTo(deletion, () => store.deleteStream('deleted', 'any'))
    await attemptTo(tombstone, () => store.tombstoneStream('ended', 'any'))
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
    takeCare(),
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

/**
 * Every acknowledged append there once, whole and in order; every other one whole or not at all; nothing else. Every
 * acknowledged deletion and tombstone there.
 */
const compare = (log: readonly StoredEvent[], run: Omit<Run, 'failure'>): readonly string[] => {
  const acknowledged = new Set(run.acknowledged)
  const found = Map.groupBy(log, (event) => event.stream)
  const appends = Map.groupBy(
    run.attempts.filter(({ kind }) => kind === 'append'),
    (attempt) => attempt.stream,
  )
  const appended = (stream: string) => (found.get(stream) ?? []).filter(({ type }) => type !== tombstoneType)
  return [
    ...[...appends].flatMap(([stream, tried]) =>
      compareStream(stream, appended(stream), tried, (attempt) => acknowledged.has(attempt)),
    ),
    ...run.acknowledged
      .filter((attempt) => !isThere(attempt, found))
      .map(({ kind, stream }) => `an acknowledged ${kind} of ${stream} is missing`),
  ]
}

const tombstoneType = '$streamDeleted'

/** An append is looked for with the rest of its stream. */
const isThere = ({ kind, stream }: Attempt, found: ReadonlyMap<string, readonly StoredEvent[]>): boolean => {
  if (kind === 'append') return true
  if (kind === 'delete') return found.has(`$$${stream}`)
  return found.get(stream)?.at(-1)?.type === tombstoneType
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

const someMetadata = (): ProposedEvent => ({
  ...someEvent(0),
  type: '$metadata',
  data: Buffer.from('{"$maxCount":1000}'),
})

const someEvent = (turn: number): ProposedEvent => ({
  id: randomUUID(),
  type: 'PositionReported',
  contentType: 'application/json',
  metadata: Buffer.from('{"actor":"patrol"}'),
  data: Buffer.from(JSON.stringify({ turn, note: 'x'.repeat((turn * 397) % 3000) })),
})
