import type { Decider, Mode } from '@concord/kernel'

/** What has been decided on in one stream, apart for each mode. */
export type ByMode<State> = Readonly<Record<Mode, State>>

/**
 * Decides on each mode of a stream as if there were no other: what is played neither blocks what is real nor corrects
 * it, and what is real neither answers nor closes what is played. An event's mode is here what its sender said: that
 * an exercise is planned is real, and so is the command that corrects it.
 */
export const apartByMode = <State>(decider: Decider<State>): Decider<ByMode<State>> => ({
  initialState: {
    operational: decider.initialState,
    exercise: decider.initialState,
    test: decider.initialState,
  },
  evolve: (states, event) => {
    const { mode } = event.envelope
    return { ...states, [mode]: decider.evolve(states[mode], event) }
  },
  decide: (command, states) => decider.decide(command, states[command.context.mode]),
})
