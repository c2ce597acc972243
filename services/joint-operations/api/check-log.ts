import { type AgencyEvents, type TrustAnchors, verifyLog } from '@concord/event-log'
import { apiError } from './api-error.ts'
import type { IntegrityReport, LogIntegrity } from './services.ts'

export interface LogCheckOptions {
  readonly connectionString: string
  readonly agencies: readonly AgencyEvents[]
  readonly anchors: TrustAnchors
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
}

/** For how long a finished check is answered again. A check reads the whole log, so askers share it. */
const FRESH_MS = 10_000

/** Checks the whole log against the store when asked, one check at a time. */
export const openLogCheck = (options: LogCheckOptions): LogIntegrity => {
  let last: { readonly atMs: number; readonly report: Promise<IntegrityReport> } | undefined
  return () => {
    if (last && options.now() - last.atMs < FRESH_MS) return last.report
    const report = check(options)
    last = { atMs: options.now(), report }
    report.catch(() => {
      last = undefined
    })
    return report
  }
}

const check = async ({
  connectionString,
  agencies,
  anchors,
  now,
}: LogCheckOptions): Promise<IntegrityReport> => {
  const checkedAt = new Date(now()).toISOString()
  const verified = await verifyLog({ connectionString, agencies, anchors })
  if (verified.ok) {
    return { intact: true, checked: verified.value.events, firstDifference: undefined, checkedAt }
  }
  if (verified.error.kind === 'unavailable') {
    throw apiError('UNAVAILABLE', 'The log cannot be read at present, so it cannot be checked.')
  }
  const { stream, revision, detail } = verified.error.difference
  const place = stream === undefined ? '' : `${stream}@${revision}: `
  return { intact: false, checked: 0, firstDifference: `${place}${detail}`, checkedAt }
}
