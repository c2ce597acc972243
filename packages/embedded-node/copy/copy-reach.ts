import type { CopyState } from './copy-state.ts'

/** A place in the source, and how many events were copied up to it. */
export type Reached = Pick<CopyState, 'position' | 'events'>

/** How far a copy may say that it is, whatever stops it. */
export interface CopyReach {
  /** An event of the source was taken, to be copied or to be left. */
  take(position: bigint, isCopied: boolean): void
  /** Everything is sent of the positions before the last one. */
  sent(): void
  /** Everything is sent: nothing more will be taken. */
  sentAll(): void
  soFar(): Reached
}

/** Goes on from where an earlier copy was. */
export const openReach = ({ position, events }: Reached): CopyReach => {
  /** Everything that was taken; of its last position perhaps not all, since the events of an old explicit transaction share theirs. */
  let taken = { position, events }
  /** Everything before the last position: so much can be said to be copied once it is sent. */
  let whole = taken
  let reached = taken
  return {
    take: (position, isCopied) => {
      if (position > taken.position) whole = taken
      taken = { position, events: taken.events + (isCopied ? 1 : 0) }
    },
    sent: () => {
      reached = whole
    },
    sentAll: () => {
      reached = taken
    },
    soFar: () => reached,
  }
}
