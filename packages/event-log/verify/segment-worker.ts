import { parentPort, workerData } from 'node:worker_threads'
import { type LogSegment, openSegmentVerifier, type SegmentVerifierOptions, StoreAway } from './segment.ts'
import type { SegmentReport } from './segment-report.ts'

/** What a thread of a verification says. */
export type SegmentMessage =
  | { readonly events: number }
  | { readonly why: string; readonly waitMs: number }
  | { readonly report: SegmentReport }
  | { readonly away: string }

const say = (message: SegmentMessage): void => parentPort!.postMessage(message)

/* One thread of a verification: takes segments until it is terminated. */
const verifier = openSegmentVerifier(workerData as SegmentVerifierOptions, {
  onEvents: (events) => say({ events }),
  onWait: (why, waitMs) => say({ why, waitMs }),
})
verifier.catch(() => undefined)

parentPort!.on('message', async (segment: LogSegment) => {
  try {
    say({ report: await (await verifier).verifySegment(segment) })
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error
    say({ away: error.message })
  }
})
