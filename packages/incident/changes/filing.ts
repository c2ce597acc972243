import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import type { Change } from './change.ts'
import { incidentTopic, paperTopic, type Topic } from './topic.ts'

/**
 * Categories whose streams are papers: what is agreed on beforehand, or is about who sees an incident and not about the
 * incident itself. They are nobody's incident.
 */
const papers: ReadonlySet<string> = new Set(['plan', 'order', 'area', 'register', 'docket', 'glass'])

/** The incident that a stream `category-id` belongs to. Streams that are nobody's incident have none: ''. */
export const incidentOfStream = (stream: string): string => {
  const name = parseStreamName(stream)
  return name === undefined || papers.has(name.category) ? '' : name.id
}

/** The topic at which an event is at home. */
export const homeOf = ({ stream }: RecordedEvent): Topic => {
  const name = parseStreamName(stream)
  return name !== undefined && papers.has(name.category)
    ? paperTopic(name.category, name.id)
    : incidentTopic(name?.id ?? '')
}

/** How an event speaks to the picture; made from the roster. */
export type Meaning = (event: RecordedEvent) => readonly Change[]

/** All topics that an event is filed under: its home and those that its changes name. */
export const topicsOf = (event: RecordedEvent, changes: readonly Change[]): readonly Topic[] => {
  const home = homeOf(event)
  return [...new Set<Topic>([home, ...changes.map((change) => change.topic ?? home)])]
}
