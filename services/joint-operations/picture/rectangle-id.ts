/** Numbers that one topic may use for its rectangles and summaries. */
export const PER_TOPIC = 2 ** 22
