/** The name of a stream is `category-id`. A category has no dash, so the first dash ends it. */
export const streamName = (category: string, id: string): string => `${category}-${id}`

/** Takes a stream's name apart; undefined when it has no category (system streams, foreign streams). */
export const parseStreamName = (
  stream: string,
): { readonly category: string; readonly id: string } | undefined => {
  const dash = stream.indexOf('-')
  if (dash <= 0 || stream.startsWith('$')) return undefined
  return { category: stream.slice(0, dash), id: stream.slice(dash + 1) }
}
