import type { Moment } from '@concord/incident'
import { knownAt } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import { type EventNode, eventNode } from './event-node.ts'
import { secondsBetween } from './seconds.ts'

/** A report and the last record that corrects it. */
export interface Correction {
  readonly first: EventNode
  readonly corrected: EventNode
  readonly truthToReportS: number | null
  readonly reportToCorrectionS: number | null
  readonly steps: readonly CorrectionStep[]
}

/** One of the records that put a report right, one after the other. */
export interface CorrectionStep {
  readonly corrected: EventNode
  readonly afterS: number | null
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
    const told = [first]
    let next = corrections.get(first.event.id)
    for (; next; next = corrections.get(next.event.id)) told.push(next)
    return told.length > 1 ? [correctionOf(told, moment)] : []
  })
}

/** Of a report and all that corrected it, in the order in which they became known. */
const correctionOf = (told: readonly EventEntry[], moment: Moment): Correction => {
  const [first, ...corrected] = told as [EventEntry, ...EventEntry[]]
  const last = told.at(-1)!
  return {
    first: eventNode(first, moment),
    corrected: eventNode(last, moment),
    truthToReportS: secondsBetween(last.event.envelope.occurredAt, knownAt(first.event)),
    reportToCorrectionS: secondsBetween(knownAt(first.event), knownAt(last.event)),
    steps: corrected.map((one, index) => ({
      corrected: eventNode(one, moment),
      afterS: secondsBetween(knownAt(told[index]!.event), knownAt(one.event)),
    })),
  }
}
