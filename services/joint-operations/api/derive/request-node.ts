import { type Commitment, type ResourceRequest, type TopicView, topicId } from '@concord/incident'

/** A request, and who is bound to it. */
export interface RequestNode extends ResourceRequest {
  readonly bound: readonly Commitment[]
}

/** The requests of an incident, each with who is bound to it. */
export const requestsIn = ({ topic, requests, commitments }: TopicView): readonly RequestNode[] => {
  const boundTo = Map.groupBy(commitments, ({ use }) => use)
  return requests.map((one) => ({ ...one, bound: boundTo.get(`${topicId(topic)}/${one.request}`) ?? [] }))
}

type Counted = 'personnel' | 'quantity'

/** How many people are bound, or how much of what was asked for, as far as that was told. */
export const amountBound = (bound: readonly Commitment[], counted: Counted): number =>
  bound.reduce((sum, one) => sum + (one[counted] ?? 0), 0)

/**
 * How much of what was asked for is still wanting, at least nothing. Null where nobody can tell, and once the request is
 * over: whoever is free again has done what was asked, and what was withdrawn is wanted by nobody.
 */
export const shortOf = ({ bound, state, ...request }: RequestNode, counted: Counted): number | null => {
  const asked = request[counted]
  const isOver = state === 'released' || state === 'withdrawn'
  if (asked === undefined || isOver || bound.some((one) => one[counted] === undefined)) return null
  return Math.max(0, asked - amountBound(bound, counted))
}
