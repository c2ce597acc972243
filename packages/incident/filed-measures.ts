import { calledAfter } from './called-after.ts'
import type { Change, MeasureChange } from './change.ts'

/**
 * What a report of no agreed type puts in force or ends, where its name says so: a `CurfewImposed` is in force until its
 * term or the `CurfewLifted`. Without a number of its own there is one of each kind in an incident.
 */
export const filedMeasures = ({ reportType, measure, until }: Filed): readonly Change[] => {
  const state = states[/(Imposed|Ordered|Extended|Lifted)$/.exec(reportType)?.[0] ?? '']
  if (state === undefined) return []
  const kind = calledAfter(reportType)
  const term = typeof until === 'string' ? { until } : {}
  return [{ change: 'measure', measure: typeof measure === 'string' ? measure : kind, kind, state, ...term }]
}

interface Filed {
  readonly reportType: string
  readonly measure?: unknown
  readonly until?: unknown
}

const states: Readonly<Record<string, MeasureChange['state']>> = {
  Imposed: 'imposed',
  Ordered: 'imposed',
  Extended: 'extended',
  Lifted: 'lifted',
}
