/** Told how far an operation is: `done` of about `all` events. */
export type Progress = (done: bigint, all: bigint) => void
