import { incidentOfStream, isRelease, reportTypeOf } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { aimsOf } from '../definition/aims.ts'
import { detectionsOf, hotspotOf } from '../definition/hotspot.ts'
import { putsRight } from '../definition/puts-right.ts'
import { unitDecisions } from '../definition/views.ts'
import type { CountedTogether, Whereabouts } from '../knowledge/picture-knowledge.ts'
import type { Statements } from '../tables/statements.ts'
import { targetsOf } from './filing-fold.ts'
import type { FoldedEvent } from './folded-event.ts'
import { importTallyFold } from './import-tally-fold.ts'
import { tallyFold } from './tally-fold.ts'
import { wordFold } from './word-fold.ts'

/** The bits of the column `entangled`, as the tables of the picture tell. */
const JUDGED = 1
const RELEASED = 2

/** One row for each event, the words it is found by, what it is entangled with, and its detections. */
export const timelineFold = (
  sql: Statements,
  whereabouts: Whereabouts,
  eventAt: (ordinal: number) => FoldedEvent | undefined,
  { eventsInBlock, dayMs }: CountedTogether = {},
) => {
  const tally = tallyFold(sql, eventsInBlock)
  const importTally = importTallyFold(sql, dayMs)
  const keepWords = wordFold(sql)

  const entangle = (folded: FoldedEvent): void => {
    sql('INSERT OR IGNORE INTO entangled VALUES (?, ?, ?, ?, ?)').run(
      folded.event.stream,
      folded.ordinal,
      folded.knownMs,
      folded.mask,
      JSON.stringify(wordOf(folded.event)),
    )
  }

  const fold = (folded: FoldedEvent): void => {
    const { event, ordinal } = folded
    const targets = targetsOf(sql, event)
    sql('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...eventRow(folded),
    )
    tally.count(folded)
    importTally.count(folded)
    keepWords(event, ordinal)
    if (aimsOf(event).length > 0) entangle(folded)
    for (const target of targets) entangleTarget(event, target)
    keepHotspots(sql, whereabouts, folded)
    for (const { unit } of unitDecisions(event, folded.changes)) {
      sql('INSERT OR IGNORE INTO unit_decision VALUES (?, ?)').run(unit.unit, ordinal)
    }
  }

  /** From now on the definition says whether the target stands. If it is released, the tallies no longer count it. */
  const entangleTarget = (event: RecordedEvent, target: number): void => {
    const released = isRelease(event)
    if (released) {
      tally.leaveOut(target)
      importTally.leaveOut(target)
    }
    const how = released ? JUDGED | RELEASED : JUDGED
    sql('UPDATE event SET entangled = entangled | ? WHERE ordinal = ?').run(how, target)
    sql('UPDATE filing SET entangled = entangled | ? WHERE ordinal = ?').run(how, target)
    const aimed = eventAt(target)
    if (aimed) entangle(aimed)
  }

  return { fold, flush: tally.flush }
}

const eventRow = ({ event, ordinal, occurredMs, knownMs, inClock, mask }: FoldedEvent) => {
  const { agency, mode, reference, imported } = event.envelope
  const { corrects, retracts } = putsRight(event)
  return [
    ordinal,
    ...[event.position, event.id, event.stream, event.type, reportTypeOf(event) ?? ''],
    ...[agency, mode, incidentOfStream(event.stream), reference ?? null],
    ...[occurredMs, knownMs, Number(imported !== undefined), Number(inClock)],
    ...[Number(corrects), Number(retracts), mask],
    aimsOf(event).length > 0 ? JUDGED : 0,
  ] as const
}

/** As much of an event as its own standing and that of others depends on. */
const wordOf = ({ id, type, stream, data, envelope }: RecordedEvent) => {
  const { agency, mode, corrects, retracts } = envelope
  const { event, to } = data as { readonly event?: unknown; readonly to?: unknown }
  return { id, type, stream, data: { event, to }, envelope: { agency, mode, corrects, retracts } }
}

/** Keeps each detection once for each event that brings it, with its place as the sender says, or as the map does. */
const keepHotspots = (
  sql: Statements,
  whereabouts: Whereabouts,
  { event, changes, ordinal }: FoldedEvent,
): void => {
  for (const detection of detectionsOf(changes)) {
    const hotspot = hotspotOf(detection, event.id, whereabouts)
    const { key, lat, lon, confidence, acquiredAt, satellite, country, place } = hotspot
    sql('INSERT OR IGNORE INTO hotspot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[key, ordinal, lat, lon, confidence ?? null, acquiredAt, millisecondsOf(acquiredAt), satellite],
      ...[country ?? null, place ?? null],
    )
  }
}
