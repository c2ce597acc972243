import type { Clock } from '@concord/access'
import { type TrustAnchors, verifyLog } from '@concord/event-log'
import { passingTime, type Writer } from '@concord/kernel'
import { apiError } from './api-error.ts'
import type { RememberedHead } from './remembered-head.ts'
import type { IntegrityReport, LogIntegrity, Sleep } from './services.ts'

/** What is checked against what. */
export interface LogCheckOptions {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  /** The agency that keeps the log: whose record of a move counts. */
  readonly keeper: string
  /**
   * What the log must still hold, as this process has seen it: a log that was cut off at its end is found out by it.
   */
  readonly remembered: RememberedHead
  readonly clock: Clock
  readonly sleep: Sleep
}

/** How long whoever asks waits for a check to come to its end. */
const LONGEST_WAIT_MS = 10_000

/** For how long the report of a check is answered again at the least. */
const FRESH_MS = 10_000

/**
 * Checks the whole log against the store when asked, one check at a time, because a check reads all of it. A report
 * is answered again for as long as it took to make, so that no more than half of the time goes into checks. Whoever
 * asks later begins a check, or waits for the one that runs; when that takes too long, the report before is what they
 * are told.
 */
export const openLogCheck = (options: LogCheckOptions): LogIntegrity => {
  const { clock, sleep } = options
  const time = passingTime(clock)
  let last: { readonly report: IntegrityReport; readonly freshUntilMs: number } | undefined
  let running: Promise<IntegrityReport> | undefined

  const begin = async (): Promise<IntegrityReport> => {
    const begunMs = time()
    try {
      const report = await check(options)
      const endedMs = time()
      last = { report, freshUntilMs: endedMs + Math.max(FRESH_MS, endedMs - begunMs) }
      return report
    } finally {
      running = undefined
    }
  }

  return async () => {
    if (!running && last && time() < last.freshUntilMs) return { checking: false, report: last.report }
    running ??= begin()
    const report = await soon(running, sleep)
    return { checking: report === undefined, report: report ?? last?.report }
  }
}

/** What a promise gives within {@link LONGEST_WAIT_MS}; undefined when it takes longer. */
const soon = async <Value>(promise: Promise<Value>, sleep: Sleep): Promise<Value | undefined> => {
  const waiting = new AbortController()
  try {
    return await Promise.race([promise, sleep(LONGEST_WAIT_MS, waiting.signal).then(() => undefined)])
  } finally {
    waiting.abort()
  }
}

const check = async ({
  connectionString,
  agencies,
  anchors,
  keeper,
  remembered,
  clock,
}: LogCheckOptions): Promise<IntegrityReport> => {
  const checkedAt = new Date(clock()).toISOString()
  const head = await remembered()
  const witnessed = head === undefined ? [] : [head]
  const rememberedEvents = head?.size ?? 0
  const verified = await verifyLog({ connectionString, agencies, anchors, keeper, witnessed })
  if (verified.ok) {
    const { events: checked } = verified.value
    return { intact: true, checked, rememberedEvents, firstDifference: undefined, checkedAt }
  }
  if (verified.error.kind === 'unavailable') {
    throw apiError('UNAVAILABLE', 'The log cannot be read at present, so it cannot be checked.')
  }
  const { stream, revision, detail } = verified.error.difference
  const place = stream === undefined ? '' : `${stream}@${revision}: `
  return { intact: false, checked: 0, rememberedEvents, firstDifference: `${place}${detail}`, checkedAt }
}
