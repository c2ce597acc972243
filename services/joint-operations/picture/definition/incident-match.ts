import type { IncidentFilter } from '../asked/incidents.ts'
import type { TopicAnswer } from '../asked/topics.ts'
import { passes, summaryOf } from './summary.ts'
import { hasWords, wordsOfEvent } from './words.ts'

/** Whether a filter asks for an incident as it is folded; the plain counterpart of the indexed list. */
export const isAskedFor = (
  { view, inForce }: Pick<TopicAnswer, 'view' | 'inForce'>,
  filter: IncidentFilter,
): boolean => {
  const { text } = filter
  return (
    passes(summaryOf(view), filter) &&
    (text === undefined || inForce.some((event) => hasWords(wordsOfEvent(event), text)))
  )
}
