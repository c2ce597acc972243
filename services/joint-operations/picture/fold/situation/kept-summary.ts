import { modes, type TopicView } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import type { IncidentSummary } from '../../asked/incidents.ts'
import { severities, statuses, summaryOf } from '../../definition/summary.ts'
import type { Statements } from '../../tables/statements.ts'

/** A summary without the moment of its last change, which every event moves. */
export interface Summary {
  readonly number: number
  readonly status: number
  readonly mode: number
  readonly incident: IncidentSummary
}

/** Where summaries go that there were not before. */
export interface SummaryKeeper {
  keep(summary: Summary): void
  /** While histories are made again: what they sum up to stands already, and is not kept anew. */
  whileMadeAgain(make: () => void): void
}

/** Keeps summaries in their table. */
export const summaryKeeper = (sql: Statements): SummaryKeeper => {
  let areThere = false
  return {
    keep: (summary) => {
      if (areThere) return
      sql('INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        ...summaryRow(summary),
      )
    },
    whileMadeAgain: (make) => {
      areThere = true
      try {
        make()
      } finally {
        areThere = false
      }
    },
  }
}

/** The same summary gets the same object and number, and is kept once. */
export const summarizer = (first: number, { keep }: SummaryKeeper) => {
  const known = new Map<string, Summary>()
  let last: { readonly view: TopicView; readonly summary: Summary } | undefined
  const summarize = (view: TopicView): Summary => {
    const incident = summaryOf(view)
    const key = JSON.stringify({ ...incident, changedAt: undefined })
    const found = known.get(key)
    if (found) return found
    const status = statuses.indexOf(incident.status)
    const mode = modes.indexOf(incident.mode)
    const summary = { number: first + known.size, status, mode, incident }
    known.set(key, summary)
    keep(summary)
    return summary
  }
  return (view: TopicView): Summary => {
    const summary = last !== undefined && looksAlike(last.view, view) ? last.summary : summarize(view)
    last = { view, summary }
    return summary
  }
}

/** Whether nothing that a summary shows has been touched. Folds keep what they do not change. */
const looksAlike = (a: TopicView, b: TopicView): boolean =>
  a.status === b.status &&
  a.participants === b.participants &&
  a.kind === b.kind &&
  a.title === b.title &&
  a.severity === b.severity &&
  a.form === b.form &&
  a.mode === b.mode &&
  a.lead === b.lead &&
  a.areas === b.areas &&
  a.place === b.place &&
  a.opened === b.opened

/** The columns of a kept summary. Lists are held together by a character that no name contains. */
const summaryRow = ({ number, status, mode, incident }: Summary) => [
  number,
  incident.id,
  incident.form,
  incident.kind ?? null,
  incident.title ?? null,
  mode,
  status,
  severities.indexOf(incident.severity),
  incident.lead ?? null,
  joined(incident.agencies),
  joined(incident.areas),
  incident.lat ?? null,
  incident.lon ?? null,
  incident.openedAt,
  millisecondsOf(incident.openedAt),
]

/**
 * Stands before, between and after the names of a list in one column, so that a name is found whole: the unit
 * separator of ASCII.
 */
export const SEPARATOR = '\u001f'

const joined = (names: readonly string[]): string =>
  names.map((name) => `${SEPARATOR}${name}`).join('') + SEPARATOR
