import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import type { Change } from './change.ts'
import { incidentTopic, type Topic } from './topic.ts'

/** The incident that a stream `category-id` belongs to. Streams that are nobody's incident have none: ''. */
export const incidentOfStream = (stream: string): string => parseStreamName(stream)?.id ?? ''

/** The topic at which an event is at home. */
export const homeOf = (event: RecordedEvent): Topic => incidentTopic(incidentOfStream(event.stream))

/** How an event speaks to the picture; made from the roster. */
export type Meaning = (event: RecordedEvent) => readonly Change[]

/** All topics that an event is filed under: its home and those that its changes name. */
export const topicsOf = (event: RecordedEvent, changes: readonly Change[]): readonly Topic[] => {
  const home = homeOf(event)
  return [...new Set<Topic>([home, ...changes.map((change) => change.topic ?? home)])]
}
