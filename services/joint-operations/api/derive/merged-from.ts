import { incidentTopic, type Moment, type TopicView, topicId } from '@concord/incident'
import type { TopicAnswer } from '../../picture/asked/topics.ts'
import type { Reading } from '../reading.ts'

/** Of how many merged incidents the events are shown with those of the one in which they go on. */
const MOST_MERGED = 20

/** The incidents that were merged into one and have not been taken out of it again, as the reader knows. */
export const mergedFrom = ({ topic, links }: TopicView): readonly string[] => {
  const merges = links.filter(
    ({ relation, b, unlinked }) => relation === 'REPLACED' && b === topicId(topic) && unlinked === undefined,
  )
  return [...new Set(merges.map(({ a }) => a))]
}

/** An incident and those that were merged into it, or into one of those, as far as the reader may see them; each once. */
export const withMerged = (answer: TopicAnswer, moment: Moment, reading: Reading): readonly TopicAnswer[] => {
  const found = new Map([[answer.view.topic, answer]])
  for (const { view } of found.values())
    for (const topic of mergedFrom(view).map(incidentTopic)) {
      const merged = found.size > MOST_MERGED || found.has(topic) ? undefined : reading.topic(topic, moment)
      if (merged) found.set(topic, merged)
    }
  return [...found.values()]
}
