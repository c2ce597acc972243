import { modeOf } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'

/** Whether an event counts in a topic: what is played in a real incident is a line of its timeline alone. */
export const countsIn =
  ({ view }: Pick<TopicAnswer, 'view'>) =>
  (event: RecordedEvent): boolean =>
    modeOf(event) === view.mode

/** What counts of everything known of a topic. */
export const countingIn = (answer: TopicAnswer): readonly EventEntry[] => {
  const counts = countsIn(answer)
  return answer.known.filter(({ event }) => counts(event))
}
