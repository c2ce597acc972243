import { type Envelope, ok, type RecordedEvent } from '@concord/kernel'
import { noticesFrom } from '../../glass/notices.ts'
import type { CooperationRule } from '../cooperation-rule.ts'
import { knowledgeWith, ringFrom } from '../knowledge.ts'
import { openKnownState } from '../known-state.ts'
import { nothingKnown } from '../process-state.ts'
import { type StepParts, stepTaker } from '../take-steps.ts'
import { deskOver } from './desk-over.ts'
import { type Happening, memoryLog } from './memory-log.ts'

/** What somebody recorded at a moment, and whether the process manager looks then at what is due. */
export interface Given {
  readonly event: Happening
  readonly looks: boolean
}

/** A log in memory with the process manager at work on it: its own fold and steps, the real policy and decider, a clock of its own. */
export interface ActedLog {
  /** All that is in the log by now, in its order. */
  readonly events: readonly RecordedEvent[]
  /** What the process manager made of it, in the order in which it did. */
  readonly made: readonly RecordedEvent[]
  /** Records an event and has done what is due by the moment of its recording. Throws what goes wrong. */
  readonly give: (given: Given) => Promise<void>
  /** The same moment, at which nobody records anything. */
  readonly look: (given: Given) => Promise<void>
}

/** Opens an empty one that goes by these rules. */
export const actedLog = (rules: readonly CooperationRule[]): ActedLog => {
  const made: RecordedEvent[] = []
  let failure: unknown
  let now = ''

  const known = openKnownState({
    checkpoint: {
      read: () => ({ state: nothingKnown, position: undefined, last: undefined }),
      write: () => {},
      close: () => {},
    },
    read: (event) => ok({ ...event, envelope: event.metadata as Envelope }),
    knowledge: knowledgeWith(rules),
    onSetAside: (_, why) => {
      failure ??= new Error(why)
    },
  })

  const log = memoryLog(
    () => now,
    (event) => known.take([{ kind: 'event', event: { ...event, metadata: event.envelope } }]),
    (appended) => made.push(...appended),
  )

  const steps: StepParts = {
    desk: deskOver(log, () => now),
    rules,
    ringOf: ringFrom(log),
    noticesOf: noticesFrom(log),
    onFailure: (_, error) => {
      failure ??= error
    },
  }
  const { take } = stepTaker(steps, known, () => true)

  /** What is done makes more due, such as a playbook of an operation that was opened. */
  const look = async ({ event, looks }: Given): Promise<void> => {
    now = event.recordedAt
    for (let before = -1; looks && before < made.length; ) {
      before = made.length
      await take(Date.parse(now), Date.parse(now))
    }
    if (failure !== undefined) throw failure
  }

  return {
    events: log.events,
    made,
    give: async (given) => {
      log.record(given.event)
      await look(given)
    },
    look,
  }
}
