import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { EventDefinition, Writer } from '@concord/kernel'
import type { Difference } from './difference.ts'
import {
  type LogSegment,
  type OnTheWay,
  openSegmentVerifier,
  type SegmentVerifierOptions,
  StoreAway,
} from './segment.ts'
import type { SegmentReport } from './segment-report.ts'
import type { SegmentMessage } from './segment-worker.ts'
import { PATIENCE_MS, type VerifyLogOptions } from './verify-options.ts'

/** A thread takes as long to start as it takes to read and check some thousands of events. */
const EVENTS_WORTH_A_THREAD = 15_000

/**
 * Checks segments on several threads and gives their reports in order to `add`, which says when to stop. `events` is about how
 * many there are. A thread that is ahead waits: at most two reports a thread are held. Throws {@link StoreAway}.
 */
export const verifySegments = async (
  segments: readonly LogSegment[],
  events: number,
  options: VerifyLogOptions & Pick<SegmentVerifierOptions, 'heads' | 'movedUpTo'>,
  add: (report: SegmentReport) => Difference | undefined,
  onTheWay: OnTheWay,
): Promise<Difference | undefined> => {
  const most = options.threads ?? Math.min(availableParallelism(), 8)
  const threads = Math.min(most, segments.length, Math.max(1, Math.floor(events / EVENTS_WORTH_A_THREAD)))
  const start = threads === 1 ? startHere : startWorker
  const { connectionString, anchors, every = false, heads, movedUpTo, patienceMs = PATIENCE_MS } = options
  const agencies = namesOf(options.agencies)
  const each = { connectionString, agencies, anchors, every, heads, movedUpTo, patienceMs }
  const workers = Array.from({ length: threads }, () => start(each, onTheWay))
  const idle = [...workers]
  const reports: Promise<SegmentReport>[] = []
  const assign = (put: number): void => {
    while (idle.length > 0 && reports.length < Math.min(segments.length, put + 2 * threads)) {
      const worker = idle.pop()!
      const report = worker.verify(segments[reports.length]!)
      reports.push(report)
      report.then(
        () => {
          idle.push(worker)
          assign(settled)
        },
        () => undefined,
      )
    }
  }
  let settled = 0
  try {
    assign(settled)
    for (; settled < segments.length; settled++) {
      assign(settled)
      const difference = add(await reports[settled]!)
      delete reports[settled]
      if (difference) return difference
    }
    return undefined
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}

interface SegmentWorker {
  readonly verify: (segment: LogSegment) => Promise<SegmentReport>
  readonly stop: () => Promise<unknown>
}

const startWorker = (options: SegmentVerifierOptions, { onEvents, onWait }: OnTheWay): SegmentWorker => {
  const worker = new Worker(new URL('./segment-worker.ts', import.meta.url), { workerData: options })
  let settle: PromiseWithResolvers<SegmentReport> | undefined
  worker.on('message', (message: SegmentMessage) => {
    if ('events' in message) onEvents(message.events)
    else if ('why' in message) onWait(message.why, message.waitMs)
    else if ('report' in message) settle?.resolve(message.report)
    else settle?.reject(new StoreAway(message.away))
  })
  worker.on('error', (error) => settle?.reject(error))
  return {
    verify: (segment) => {
      settle = Promise.withResolvers()
      worker.postMessage(segment)
      return settle.promise
    },
    stop: () => worker.terminate(),
  }
}

/** On this thread: for a log that is not worth another one. */
const startHere = (options: SegmentVerifierOptions, onTheWay: OnTheWay): SegmentWorker => {
  const verifier = openSegmentVerifier(options, onTheWay)
  verifier.catch(() => undefined)
  return {
    verify: async (segment) => (await verifier).verifySegment(segment),
    stop: async () => (await verifier.catch(() => undefined))?.close(),
  }
}

/** What a thread needs to tell owners: schemas and functions can't be sent to it. */
const namesOf = (agencies: readonly Writer[]): readonly Writer[] =>
  agencies.map(({ name, events }) => ({
    name,
    events: events.map(
      ({ type, category }) => ({ type, ...(category ? { category } : {}) }) as EventDefinition,
    ),
  }))
