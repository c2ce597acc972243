import { LRUCache } from 'lru-cache'
import type { DueCommand } from '../due-command.ts'
import { glassesToTellOf, type WatchedGlass } from '../glass/watched-glass.ts'
import { operationOf } from './activation.ts'
import { commandGiver, type GivingParts } from './command-giver.ts'
import type { CooperationRule } from './cooperation-rule.ts'
import { type DueRing, dueCommands, dueRings } from './due.ts'
import type { KnownState } from './known-state.ts'

/** What steps are taken with: what commands are given with, the rules, and what the log is asked for. */
export interface StepParts extends GivingParts {
  readonly rules: readonly CooperationRule[]
  /** The ring that is due, from what the incident says now; undefined when there is nothing new to say. */
  readonly ringOf: (due: DueRing) => Promise<DueCommand | undefined>
  /** The owners to be told of a break-glass who have not been told yet. */
  readonly noticesOf: (glass: WatchedGlass) => Promise<readonly DueCommand[]>
  /** Told when a step failed. It is tried again when its cause or its hour has moved on; the others are not held up. */
  readonly onFailure?: (step: string, error: unknown) => void
}

/** At most this many incidents are remembered as looked at; one that is forgotten is only read again. */
const MOST_LOOKED_AT = 10_000

/** Takes steps; times are in milliseconds since the Unix epoch. */
export interface StepTaker {
  /** All that are due: commands by `dueMs`, what is computed anew and told of by `nowMs`. */
  readonly take: (nowMs: number, dueMs: number) => Promise<void>
  /** The first command that is due and can be recorded. Answers whether there was one. */
  readonly takeFirst: (dueMs: number) => Promise<boolean>
}

/**
 * Takes the steps that are due. Each has a key that follows from its cause, under which a stream takes it once; what is
 * remembered here only saves asking in vain. `mayGoOn` is asked before each step.
 */
export const stepTaker = (
  parts: StepParts,
  known: Pick<KnownState, 'state'>,
  mayGoOn: () => boolean,
): StepTaker => {
  const { give, isSettled } = commandGiver(parts, mayGoOn)
  const looked = new LRUCache<string, true>({ max: MOST_LOOKED_AT })

  /** One step that fails holds up no other one. */
  const attempt = async (step: string, take: () => Promise<void>): Promise<void> => {
    if (!mayGoOn()) return
    try {
      await take()
    } catch (error) {
      parts.onFailure?.(step, error)
    }
  }

  /** Whose records the incident holds is looked at when the glass is broken, and when the incident changes meanwhile. */
  const tell = async (glass: WatchedGlass): Promise<void> => {
    const seen = `glass/${glass.invocation} ${glass.changed}`
    if (looked.has(seen)) return
    const notices = await parts.noticesOf(glass)
    for (const notice of notices) await give(notice)
    if (notices.every(isSettled)) looked.set(seen, true)
  }

  /** An incident that has nothing new to say is not read again before it changes or the next ring is due. */
  const look = async (due: DueRing): Promise<void> => {
    const { rule, changed } = due.activation
    const seen = `${rule}/${operationOf(due.activation)} ${due.tick}@${changed}`
    if (looked.has(seen)) return
    const command = await parts.ringOf(due)
    if (command) await give(command)
    else looked.set(seen, true)
  }

  // What is known moves on while steps are taken: each kind of them is told by what is known then.
  const take: StepTaker['take'] = async (nowMs, dueMs) => {
    const opened = new Set<string>()
    for (const command of dueCommands(known.state(), parts.rules, dueMs)) {
      const { command: name, incident } = command
      // Whoever may see that an operation was opened just now is not known yet: what else is due in it waits for the log to say.
      if (opened.has(incident)) continue
      await attempt(`${name} ${incident}`, async () => {
        if ((await give(command)) && name === 'OpenJointOperation') opened.add(incident)
      })
    }
    for (const due of dueRings(known.state(), parts.rules, nowMs))
      await attempt(`ring ${operationOf(due.activation)}`, () => look(due))
    for (const glass of glassesToTellOf(known.state().glasses, nowMs))
      await attempt(`notices of ${glass.invocation}`, () => tell(glass))
  }
  const takeFirst: StepTaker['takeFirst'] = async (dueMs) => {
    let isTaken = false
    for (const command of dueCommands(known.state(), parts.rules, dueMs)) {
      if (isTaken) break
      await attempt(`${command.command} ${command.incident}`, async () => {
        isTaken = await give(command)
      })
    }
    return isTaken
  }
  return { take, takeFirst }
}
