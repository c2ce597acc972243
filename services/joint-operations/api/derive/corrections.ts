import type { Moment } from '@concord/incident'
import { knownAt } from '@concord/kernel'
import type { EventEntry } from '../../picture/picture.ts'
import { type EventNode, eventNode } from './event-node.ts'
import { secondsBetween } from './seconds.ts'

/** A report and the last record that corrects it. */
export interface Correction {
  readonly first: EventNode
  readonly corrected: EventNode
  readonly truthToReportS: number | null
  readonly reportToCorrectionS: number | null
}

/** Every report of a topic that was corrected, in the order in which the first reports became known. */
export const correctionsIn = (known: readonly EventEntry[], moment: Moment): readonly Correction[] => {
  const corrections = new Map<string, EventEntry>()
  for (const entry of known) {
    const { corrects } = entry.event.envelope
    if (corrects !== undefined) corrections.set(corrects, entry)
  }
  return known.flatMap((first) => {
    if (first.event.envelope.corrects !== undefined) return []
    let last = corrections.get(first.event.id)
    for (let next = last; next; next = corrections.get(next.event.id)) last = next
    return last ? [correctionOf(first, last, moment)] : []
  })
}

const correctionOf = (first: EventEntry, last: EventEntry, moment: Moment): Correction => ({
  first: eventNode(first, moment),
  corrected: eventNode(last, moment),
  truthToReportS: secondsBetween(last.event.envelope.occurredAt, knownAt(first.event)),
  reportToCorrectionS: secondsBetween(knownAt(first.event), knownAt(last.event)),
})
