import { millisecondsOf } from '@concord/kernel'
import type { Statements } from '../../tables/statements.ts'
import type { RememberedIncident } from './incident-memory.ts'
import type { Summary } from './kept-summary.ts'
import type { TwoTimeHistory } from './two-time-history.ts'

/** Writes what is known now of what holds now; rows of groups that there are no more are taken away. */
export const writeTails = (sql: Statements, incident: RememberedIncident): void => {
  const slots = incident.history.groups.map(({ slot }) => slot).join(' ')
  if (slots !== incident.slots) sql('DELETE FROM tail WHERE topic = ?').run(incident.topic)
  incident.slots = slots
  writeGroups(sql, 'tail', incident.topic, incident.history)
}

/** The same of a history that is known by instant. */
export const writeInstantTails = (sql: Statements, topic: number, history: TwoTimeHistory<Summary>): void => {
  sql('DELETE FROM instant_tail WHERE topic = ?').run(topic)
  writeGroups(sql, 'instant_tail', topic, history)
}

const writeGroups = (
  sql: Statements,
  table: 'tail' | 'instant_tail',
  topic: number,
  history: TwoTimeHistory<Summary>,
): void => {
  for (const { slot, mask, view, segments } of history.groups) {
    const tail = segments.at(-1)
    if (tail === undefined || view === undefined) {
      sql(`DELETE FROM ${table} WHERE topic = ? AND slot = ?`).run(topic, slot)
      continue
    }
    const { summary, knownFrom, from } = tail
    const changedAt = view.last.since
    sql(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      ...[topic, slot, mask, summary.number, summary.status, summary.mode],
      ...[knownFrom, from, millisecondsOf(changedAt), changedAt],
    )
  }
}
