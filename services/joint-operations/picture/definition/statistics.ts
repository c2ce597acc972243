import type { EventEntry, Statistics } from '../asked/events.ts'
import { putsRight } from './puts-right.ts'

/** Counts what a reader knew. */
export const countEvents = (entries: readonly EventEntry[]): Statistics => {
  const mode: Record<string, number> = {}
  const agency: Record<string, number> = {}
  const type: Record<string, number> = {}
  let [corrections, retractions, erasures, imported] = [0, 0, 0, 0]
  for (const { event } of entries) {
    const { envelope } = event
    count(mode, envelope.mode)
    count(agency, envelope.agency)
    count(type, event.type)
    const { corrects, retracts } = putsRight(event)
    if (corrects) corrections += 1
    if (retracts) retractions += 1
    if (event.type === 'PersonalDataErased') erasures += 1
    if (envelope.imported !== undefined) imported += 1
  }
  return { total: entries.length, by: { mode, agency, type }, corrections, retractions, erasures, imported }
}

const count = (counts: Record<string, number>, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by
}
