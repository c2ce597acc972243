/** What is counted by instants is counted by such days. */
const DAY_MS = 86_400_000

/** The day in which an instant is counted. */
export const dayOf = (ms: number, dayMs = DAY_MS): number => Math.floor(ms / dayMs)

/** The first instant of that day. */
export const startOfDay = (ms: number, dayMs = DAY_MS): number => dayOf(ms, dayMs) * dayMs

/** Events in one block: enough that counting by blocks is quick, few enough to look through one. */
const IN_BLOCK = 4096

/** The block in which an event is counted. */
export const blockOf = (ordinal: number, inBlock = IN_BLOCK): number => Math.floor((ordinal - 1) / inBlock)
