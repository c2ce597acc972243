import { incidentOfStream, type Moment } from '@concord/incident'
import { parseStreamName } from '@concord/kernel'
import type { Reading } from '../reading.ts'
import type { EventNode } from './event-node.ts'
import { everyEvent } from './every-event.ts'
import { type IncidentNode, incidentNode } from './incident-node.ts'
import { termEndMs } from './term.ts'
import { validMs } from './valid-ms.ts'

/** The records of a plan, an order or another paper that stand, in the order in which they happened. */
export interface Paper {
  readonly id: string
  readonly events: readonly EventNode[]
  readonly moment: Moment
}

/**
 * All papers of which something of these types is known, by name. What is played with a paper changes nothing of it.
 */
export const papersOf = (reading: Reading, types: readonly string[], moment: Moment): readonly Paper[] => {
  const papers = new Map<string, EventNode[]>()
  for (const node of everyEvent(reading, { declaredTypes: types, modes: ['operational'] }, moment)) {
    const id = parseStreamName(node.event.stream)?.id ?? ''
    papers.set(id, [...(papers.get(id) ?? []), node])
  }
  return [...papers]
    .map(([id, events]): Paper => ({ id, events, moment }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** What the last of a paper's events that says anything on it says. */
export const saidLast = (paper: Paper, field: string): unknown =>
  paper.events.map(({ event }) => (event.data as Readonly<Record<string, unknown>>)[field]).findLast(isSaid)

/** The last of a paper's events of these types. */
export const lastOf = ({ events }: Paper, types: readonly string[]): EventNode | undefined =>
  events.findLast(({ event }) => types.includes(event.type))

/** Whether a term has not run out at the moment asked for, or now. A day runs to its end, UTC. */
export const isWithin = (until: unknown, reading: Reading, moment: Moment): boolean => {
  const endMs = termEndMs(until)
  return endMs === undefined || endMs >= validMs(reading, moment)
}

/** The real operations whose opening says this in a field, such as the rule under which they were opened. */
export const operationsOpened = (
  reading: Reading,
  field: 'rule' | 'order',
  value: string,
  moment: Moment,
): readonly IncidentNode[] =>
  everyEvent(reading, { declaredTypes: ['JointOperationOpened'], modes: ['operational'] }, moment)
    .filter(({ event }) => (event.data as Readonly<Record<string, unknown>>)[field] === value)
    .flatMap(({ event }) => incidentNode(reading, incidentOfStream(event.stream), moment) ?? [])

const isSaid = (value: unknown): boolean => value !== undefined
