import type { Command } from 'commander'
import type { Asking } from './joint-api.ts'
import type { Output } from './output.ts'
import type { Session } from './session.ts'

/** What the program ends with. */
export const exitCodes = { done: 0, refused: 1, usage: 2, interrupted: 130 } as const

/** What a command is given besides its own arguments. */
export interface ProgramContext {
  readonly session: () => Session
  readonly asking: () => Asking
  readonly output: () => Output
  readonly end: (code: number) => void
  /** Aborts when the program is interrupted. */
  readonly signal: AbortSignal
}

/** Commands that are loaded together, once one of their names is called for or all commands are. */
export interface CommandGroup {
  readonly names: readonly string[]
  /** Which of the program's options have a meaning for these commands, and are in their help; left out: all of them. */
  readonly options?: readonly ('--session' | '--as' | '--json')[]
  readonly load: (context: ProgramContext) => Promise<readonly Command[]>
}
