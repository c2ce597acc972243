import { z } from 'zod'
import type { Output } from '../output.ts'
import { csvRow, wantsCsv } from '../rows.ts'
import { shortened } from '../table.ts'

/** An entry of a timeline, as the API tells it. */
export const entrySchema = z.object({
  position: z.string(),
  reference: z.string().nullable(),
  type: z.string(),
  agency: z.string(),
  incidentId: z.string().nullable(),
  summary: z.string().nullable(),
  occurredAt: z.string(),
  knownAt: z.string(),
  mode: z.string(),
})

type Entry = z.infer<typeof entrySchema>

/** What is asked for of each event. */
export const ENTRY = 'position reference type agency incidentId summary occurredAt knownAt mode'

/** An event, and whether it is neither corrected nor taken back, as far as known. */
export interface TimelineEntry {
  readonly event: Entry
  readonly inForce: boolean
}

/** Prints entries as they come, a line each, under one another. */
export interface EntryPrinter {
  /** Makes the columns wide enough for these. They do not become narrower again. */
  readonly fit: (entries: readonly TimelineEntry[]) => void
  readonly print: (entry: TimelineEntry) => void
}

/** Prints entries for people, as JSON, or as CSV with a heading. */
export const entryPrinter = (output: Output, options: { readonly csv?: boolean }): EntryPrinter => {
  if (wantsCsv(output, options)) {
    output.out(csvRow(head))
    return { fit: () => {}, print: (entry) => output.out(csvRow(cellsOf(entry))) }
  }
  if (output.json) {
    const print = ({ event, inForce }: TimelineEntry) => output.out(JSON.stringify({ ...event, inForce }))
    return { fit: () => {}, print }
  }
  let [agency, name] = [12, 10]
  return {
    fit: (entries) => {
      agency = Math.max(agency, ...entries.map(({ event }) => event.agency.length))
      name = Math.min(WIDEST_NAME, Math.max(name, ...entries.map(({ event }) => nameOf(event).length)))
    },
    print: ({ event, inForce }) => {
      const called = shortened(nameOf(event), name).padEnd(name)
      const notes = notesOn(event, inForce)
      output.out(
        `${event.occurredAt}  ${event.agency.padEnd(agency)} ${called} ${event.summary ?? event.type}${notes.length > 0 ? `  [${notes.join('; ')}]` : ''}`,
      )
    },
  }
}

/** How wide a reference is shown at most; JSON and CSV tell it whole. */
const WIDEST_NAME = 24

const nameOf = ({ reference, position }: Entry): string => reference ?? `#${position}`

const head = [
  'occurredAt',
  'knownAt',
  'agency',
  'incident',
  'reference',
  'type',
  'summary',
  'mode',
  'inForce',
  'position',
]

const cellsOf = ({ event, inForce }: TimelineEntry) => [
  event.occurredAt,
  event.knownAt,
  event.agency,
  event.incidentId,
  event.reference,
  event.type,
  event.summary,
  event.mode.toLowerCase(),
  inForce,
  event.position,
]

const notesOn = ({ occurredAt, knownAt, mode }: Entry, inForce: boolean): readonly string[] => {
  const lateMs = Date.parse(knownAt) - Date.parse(occurredAt)
  return [
    ...(lateMs >= 60_000 ? [`known ${describeDuration(lateMs)} later`] : []),
    ...(mode.toLowerCase() === 'operational' ? [] : [mode.toUpperCase()]),
    ...(inForce ? [] : ['superseded']),
  ]
}

const describeDuration = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)]
  if (hours === 0) return `${minutes} min`
  return days < 3 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`
}
