/** How long the filter of one reader may hold up all others. */
const shareMs = 5

/**
 * What a filter says of these events, one after the other, until it has had its share of the node's time. Fewer
 * answers than events mean: ask for the rest later, behind whoever waits by then. The first event is always answered.
 */
export const answersInTime = <Event>(
  events: readonly Event[],
  passes: (event: Event) => boolean,
): readonly boolean[] => {
  const answers: boolean[] = []
  const end = performance.now() + shareMs
  for (const event of events) {
    answers.push(passes(event))
    if (performance.now() > end) break
  }
  return answers
}
