import { topicId } from '../changes/topic.ts'
import type { Held, TopicView } from './topic-view.ts'

/**
 * The view after people came to these uses or went from them: a request to which some are bound is met, and one that was met
 * is over when the last of them have gone.
 */
export const withRequests = (view: TopicView, uses: ReadonlySet<string>, held: Held): TopicView => ({
  ...view,
  requests: view.requests.map((one) => {
    const use = `${topicId(view.topic)}/${one.request}`
    const isBound = view.commitments.some((other) => other.use === use)
    if (!uses.has(use) || one.state !== (isBound ? 'requested' : 'committed')) return one
    return { ...one, state: isBound ? 'committed' : 'released', ...held }
  }),
})
