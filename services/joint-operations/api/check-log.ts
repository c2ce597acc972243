import { type TrustAnchors, verifyLog } from '@concord/event-log'
import type { Writer } from '@concord/kernel'
import { apiError } from './api-error.ts'
import type { RememberedHead } from './remembered-head.ts'
import type { IntegrityReport, LogIntegrity } from './services.ts'

export interface LogCheckOptions {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  /** What the log must still hold, as this process has seen it: a log that was cut off at its end is found out by it. */
  readonly remembered: RememberedHead
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
}

/** For how long a finished check is answered again. */
const FRESH_MS = 10_000

/**
 * Checks the whole log against the store when asked, one check at a time: a check reads all of it, so whoever asks while one
 * runs, however long that takes, waits for that one.
 */
export const openLogCheck = (options: LogCheckOptions): LogIntegrity => {
  let last: { readonly report: Promise<IntegrityReport>; readonly endedMs?: number } | undefined
  return () => {
    if (last && (last.endedMs === undefined || options.now() - last.endedMs < FRESH_MS)) return last.report
    const report = check(options)
    last = { report }
    report.then(
      () => {
        last = { report, endedMs: options.now() }
      },
      () => {
        last = undefined
      },
    )
    return report
  }
}

const check = async ({
  connectionString,
  agencies,
  anchors,
  remembered,
  now,
}: LogCheckOptions): Promise<IntegrityReport> => {
  const checkedAt = new Date(now()).toISOString()
  const head = await remembered()
  const witnessed = head === undefined ? [] : [head]
  const rememberedEvents = head?.size ?? 0
  const verified = await verifyLog({ connectionString, agencies, anchors, witnessed })
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
