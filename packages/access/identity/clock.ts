/** What time it is, in milliseconds since the Unix epoch. Handed in, so that tests decide. */
export type Clock = () => number
