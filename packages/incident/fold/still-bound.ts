import type { Change } from '../changes/change.ts'
import { topicId } from '../changes/topic.ts'
import type { Binding } from './binding.ts'
import { type Bindings, settledOf } from './letting-go.ts'
import type { Held, TopicView } from './topic-view.ts'

/** Who is bound in an incident after something has ended to which people were. */
export const stillBound = (view: TopicView, change: Change, held: Held): Bindings => {
  const { commitments, endedCommitments, lettingGo } = view
  const isOver = endedBindings(change, topicId(view.topic), held.source.agency)
  if (isOver === undefined) return { commitments, endedCommitments, lettingGo }
  return {
    commitments: commitments.filter((one) => !isOver(one)),
    endedCommitments: [
      ...endedCommitments,
      ...commitments.filter(isOver).map((one) => ({ ...one, ended: held })),
    ],
    lettingGo: settledOf(lettingGo, isOver),
  }
}

/**
 * The commitments of an incident that a change ends although nobody lets those people go by name: all of them when it is
 * closed, an agency's when it stands down, those to a task that is withdrawn, and the agency's own to a task that it has
 * done or declines. Undefined where it ends none.
 */
export const endedBindings = (
  change: Change,
  incident: string,
  by: string,
): ((one: Pick<Binding, 'agency' | 'use'>) => boolean) | undefined => {
  switch (change.change) {
    case 'status':
      return change.status === 'closed' ? ({ use }) => use.startsWith(`${incident}/`) : undefined
    case 'participant':
      return change.state === 'stood-down'
        ? ({ agency, use }) => agency === change.agency && use.startsWith(`${incident}/`)
        : undefined
    case 'task': {
      const use = `${incident}/${change.task}`
      if (change.state === 'withdrawn') return (one) => one.use === use
      return change.state === 'completed' || change.state === 'declined'
        ? (one) => one.use === use && one.agency === by
        : undefined
    }
    default:
      return undefined
  }
}
