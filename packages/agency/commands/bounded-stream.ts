import { type AppendedEvent, type Command, type Decider, err, type Rejection } from '@concord/kernel'

/** A decider's state, with how long the records of the stream are together. */
export interface WithLength<State> {
  readonly own: State
  /** Characters of what the events carry, as JSON. */
  readonly length: number
}

/** How long the records of a stream may be together, in characters, before it takes short ones alone. */
export const MOST_LENGTH = 16 * 1024 * 1024
/** How long a short one is at most: what is erased, taken back, released or closed is said with less. */
export const SHORT_LENGTH = 16 * 1024

/**
 * Keeps a stream from growing beyond what a process can hold, because a decider holds all of it: once it is that long, it takes
 * short records only. Members of other agencies may always record short ones only: otherwise they could find out by trying how
 * much is there, or fill it up.
 */
export const withBoundedLength = <State>(decider: Decider<State>): Decider<WithLength<State>> => ({
  initialState: { own: decider.initialState, length: 0 },
  evolve: ({ own, length }, event) => ({
    own: decider.evolve(own, event),
    length: length + lengthOf(event),
  }),
  decide: (command, { own, length }) => {
    const isLong = lengthOf(command) > SHORT_LENGTH
    if (isLong && command.context.actor.agency !== command.context.agency) return err(longForOthers)
    return isLong && length > MOST_LENGTH ? err(fullRecord) : decider.decide(command, own)
  },
})

const lengthOf = ({ data }: Pick<Command | AppendedEvent, 'data'>): number =>
  JSON.stringify(data)?.length ?? 0

const longForOthers: Rejection = {
  code: 'too-long-for-others',
  detail: `A member of another agency may record at most ${SHORT_LENGTH} characters at a time here.`,
}

const fullRecord: Rejection = {
  code: 'full-record',
  detail: `This record is longer than ${MOST_LENGTH} characters, so each command may add at most ${SHORT_LENGTH}. Open another incident for the rest and link the two.`,
}
