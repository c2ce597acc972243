import { type AgencyName, type Marking, markingWithin, millisecondsOf } from '@concord/kernel'
import { v5 as uuidV5 } from 'uuid'
import type { HeldRecord, Holding, Holdings } from './held-records.ts'
import { addSpan, type RetentionRule, type RetentionRules } from './retention-rules.ts'

/** What is held about a person, with the date by which it is reviewed or purged, and the rule that sets it. */
export interface Due {
  readonly held: Holding
  readonly dueMs: number
  readonly rule: RetentionRule
  /** Whether the owner has been warned of this date when it was near. A clock that was wrong may have warned years ahead. */
  readonly warned: boolean
}

/** What must be done at a moment, and what soon. */
export interface RetentionState {
  /** The date has passed: purge. */
  readonly purge: readonly Due[]
  /** The date is near: review it, or let it go. */
  readonly review: readonly Due[]
}

/** The date of one record: the rule's, or the sender's own where that is nearer. */
const reviewDateOf = (
  record: HeldRecord,
  rules: RetentionRules,
): { readonly dueMs: number; readonly rule: RetentionRule } => {
  const rule = rules.rules.find((each) => fits(each, record)) ?? rules.otherwise
  const byRule = addSpan(millisecondsOf(record.validatedAt), rule.keepFor)
  const bySender = record.reviewBy === undefined ? byRule : millisecondsOf(record.reviewBy)
  return { dueMs: Math.min(byRule, bySender), rule }
}

/**
 * What is due now and what will be soon. All that is held about a person in one incident goes together, because it lies
 * under one key: its nearest date counts, so that nothing stays past its date. A review renews all of it.
 */
export const dueForReview = (holdings: Holdings, rules: RetentionRules, nowMs: number): RetentionState => {
  const all = [...holdings.values()].map((held) => dueOf(held, rules))
  return {
    purge: all.filter(({ dueMs }) => dueMs <= nowMs),
    review: all.filter(({ dueMs, rule }) => dueMs > nowMs && addSpan(dueMs, rule.warnBefore, -1) <= nowMs),
  }
}

const dueOf = (held: Holding, rules: RetentionRules): Due => {
  const dated = held.records.map((record) => ({ ...reviewDateOf(record, rules), record }))
  const { dueMs, rule, record } = dated.reduce((a, b) => (b.dueMs < a.dueMs ? b : a))
  return {
    held,
    dueMs,
    rule,
    warned:
      record.warned !== undefined &&
      millisecondsOf(record.warned.of) === dueMs &&
      millisecondsOf(record.warned.at) >= addSpan(dueMs, rule.warnBefore, -1),
  }
}

const fits = (rule: RetentionRules['rules'][number], record: HeldRecord): boolean =>
  (rule.types?.includes(record.type) ?? true) &&
  (rule.agencies?.includes(record.agency) ?? true) &&
  (rule.subjectCategories === undefined ||
    (record.subjectCategory !== undefined && rule.subjectCategories.includes(record.subjectCategory)))

/** A command that retention asks an agency for. The key is the same each time, so asking twice acts once. */
export interface RetentionCommand {
  readonly agency: AgencyName
  readonly incident: string
  readonly command: 'ErasePersonalData' | 'WarnOfReview'
  readonly key: string
  /** Nobody is told of it who may not see every record that it is about. */
  readonly marking: Marking
  readonly data: Readonly<Record<string, string>>
}

/**
 * What must be done now, purges first. Run it at least once an hour: what is due is then gone within the day, even if
 * an agency cannot be reached for most of it. Pure; restarting it, or running two of it, changes nothing.
 */
export const retentionCommands = (
  holdings: Holdings,
  rules: RetentionRules,
  nowMs: number,
): readonly RetentionCommand[] => {
  const { purge, review } = dueForReview(holdings, rules, nowMs)
  const purges = purge
    .toSorted((a, b) => a.dueMs - b.dueMs)
    .map(({ held, dueMs, rule }) =>
      commandOf('ErasePersonalData', held, dueMs, { subject: held.subject, legalBasis: rule.basis }),
    )
  const warnings = review.filter(({ warned }) => !warned).map((due) => warningOf(due))
  return [...purges, ...warnings]
}

/**
 * A warning of what is due or near first, whether or not its owner was warned before; undefined where nothing is. It is
 * given where nobody has recorded anything for a while: it destroys nothing, and what time it is by the log is known once
 * it is recorded. Those of one `turn` are one.
 */
export const warningOfFirst = (
  holdings: Holdings,
  rules: RetentionRules,
  nowMs: number,
  turn: number,
): RetentionCommand | undefined => {
  const { purge, review } = dueForReview(holdings, rules, nowMs)
  const first = [...purge, ...review.filter(({ warned }) => !warned)].toSorted((a, b) => a.dueMs - b.dueMs)[0]
  return first && warningOf(first, turn)
}

const warningOf = ({ held, dueMs, rule }: Due, turn?: number): RetentionCommand =>
  commandOf(
    'WarnOfReview',
    held,
    dueMs,
    { subject: held.subject, dueAt: new Date(dueMs).toISOString(), rule: rule.name },
    turn,
  )

/** A name space of retention's own for {@link RetentionCommand.key}. */
const RETENTION = '0b0c4f5e-7f0b-4b7c-9d3b-3a8f5f0f6c11'

const commandOf = (
  command: RetentionCommand['command'],
  { agency, incident, subject, records }: Holding,
  dueMs: number,
  data: Readonly<Record<string, string>>,
  turn?: number,
): RetentionCommand => ({
  agency,
  incident,
  command,
  // The first record tells apart what was brought in anew, with the same old dates, after a purge.
  key: uuidV5(
    JSON.stringify([
      ...[command, agency, incident, subject, dueMs, records[0]?.event],
      ...(turn === undefined ? [] : [turn]),
    ]),
    RETENTION,
  ),
  marking: markingWithin(records.map(({ marking }) => marking)),
  data,
})
