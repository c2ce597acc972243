/** Events in one block: enough that counting by blocks is quick, few enough to look through one. */
const IN_BLOCK = 4096

/** The block in which an event is counted. */
export const blockOf = (ordinal: number, inBlock = IN_BLOCK): number => Math.floor((ordinal - 1) / inBlock)
