import { glassDecider, glassEvents } from '@concord/access'
import type { Decider, Rejection } from '@concord/kernel'

/** A decider's state, with the break-glasses of the stream. */
export interface WithGlasses<State> {
  readonly own: State
  readonly glasses: typeof glassDecider.initialState
}

const commands: ReadonlySet<string> = new Set(glassEvents.map(({ command }) => command))

/** Lets the break-glass be decided by its own rules, and everything else as before. */
export const withGlass = <State>(decider: Decider<State>): Decider<WithGlasses<State>> => ({
  initialState: { own: decider.initialState, glasses: glassDecider.initialState },
  evolve: ({ own, glasses }, event) => ({
    own: decider.evolve(own, event),
    glasses: glassDecider.evolve(glasses, event),
  }),
  decide: (command, { own, glasses }) => {
    if (!commands.has(command.name)) return decider.decide(command, own)
    const { corrects, retracts } = command.context
    return corrects === undefined && retracts === undefined
      ? glassDecider.decide(command, glasses)
      : { ok: false, error: unchangeable }
  },
})

/** The refusal of a correction or a retraction of the records of a break-glass. */
export const unchangeable: Rejection = {
  code: 'unchangeable-record',
  detail: 'The records of a break-glass cannot be corrected or retracted; its review says what was wrong.',
}
