import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandDesk, Problem } from '@concord/agency'
import { keepGoing } from '@concord/event-log'
import type { EventLog, LogItem, Position, RecordedEvent, Result, StoredEvent } from '@concord/kernel'
import { glassesToTellOf, type WatchedGlass } from '../glass/watched-glass.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { operationOf } from './activation.ts'
import type { CheckpointStore } from './checkpoint.ts'
import { type DueRing, dueCommands, dueRings, nextDueMs } from './due.ts'
import type { DueCommand } from './due-command.ts'
import { evolveProcess } from './evolve-process.ts'
import type { Knowledge } from './process-state.ts'

export interface ProcessManagerParts {
  /** Follows the whole log. */
  readonly log: Pick<EventLog, 'follow'>
  readonly desk: Pick<CommandDesk, 'submit'>
  /** A stored event as deciders see it, or why it cannot be read; undefined for what is no agency's. */
  readonly read: (event: StoredEvent) => Result<RecordedEvent, { readonly detail: string }> | undefined
  readonly knowledge: Knowledge
  /** The ring that is due, from what the incident says now; undefined when there is nothing new to say. */
  readonly ringOf: (due: DueRing) => Promise<DueCommand | undefined>
  /** The owners to be told of a break-glass who have not been told yet. */
  readonly noticesOf: (glass: WatchedGlass) => Promise<readonly DueCommand[]>
  readonly checkpoint: CheckpointStore
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  readonly onAct?: (command: DueCommand, outcome: string) => void
  /** Told once when the log cannot be followed any more, and once when it can again. */
  readonly onAway?: (error: unknown) => void
  readonly onBack?: (attempts: number) => void
  /** Told of each event that nothing can be made of. It is set aside, and everything after it is acted upon. */
  readonly onSetAside?: (event: StoredEvent, why: string) => void
  /** Told when a step failed. It is tried again when its cause or its hour has moved on; the others are not held up. */
  readonly onFailure?: (step: string, error: unknown) => void
}

export interface ProcessManager {
  /** Does what is due at this moment; for a clock that does not move by itself. Resolves when it is done. */
  readonly wake: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** How long it sleeps between two looks at the clock; the next deadline or ring decides within these bounds. */
const LOOK_MS = { most: 30_000, least: 50 } as const
const CHECKPOINT_EVERY = 5_000
/** Refusals are remembered, so that a step that is not possible is not tried for ever; bounded, the oldest go first. */
const MOST_SETTLED = 10_000

/**
 * Gives commands because events happened. It holds no list of jobs: what is due follows from the fold of the log and
 * the clock, each step has a key that follows from its cause, and the stream it is written to takes a key once. So
 * redelivery, a restart at any point and a second instance bring about nothing twice; and nothing is done before the
 * log has been caught up with, because what comes later in the log may have done it.
 */
export const startProcessManager = (parts: ProcessManagerParts): ProcessManager => {
  const { log, desk, knowledge, checkpoint, clock } = parts
  const closing = new AbortController()
  const { signal } = closing
  const settled = boundedSet(MOST_SETTLED)
  let { state, position } = checkpoint.read()
  let kept = position
  let sinceKept = 0
  let live = false
  let acting: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const looked = new Map<string, string>()

  const take = (items: readonly LogItem[]): void => {
    for (const item of items) {
      if (item.kind === 'caught-up') live = true
      else {
        if (item.kind === 'event') takeEvent(item.event)
        position = item.kind === 'checkpoint' ? item.position : item.event.position
        sinceKept++
      }
    }
    if (sinceKept >= CHECKPOINT_EVERY) keep()
  }

  /** What one event does to the fold must not hold up all that come after it, for ever and after every restart. */
  const takeEvent = (stored: StoredEvent): void => {
    try {
      const event = parts.read(stored)
      if (event?.ok) state = evolveProcess(state, event.value, knowledge)
      else if (event) parts.onSetAside?.(stored, event.error.detail)
    } catch (error) {
      parts.onSetAside?.(stored, String(error))
    }
  }

  const keep = (): void => {
    if (position === undefined || position === kept) return
    checkpoint.write({ position, state })
    kept = position
    sinceKept = 0
  }

  const follow = async (going: () => void): Promise<void> => {
    try {
      for await (const items of log.follow(resumeAt(position, signal))) {
        going()
        take(items)
        if (live) void wake()
      }
    } finally {
      live = false
    }
  }

  /**
   * One at a time, because what is done changes what is due; however often it is woken meanwhile, it looks once more.
   * What could not be done now is still due at the next look.
   */
  const wake = (): Promise<void> => {
    next ??= acting
      .then(() => {
        next = undefined
        return act()
      })
      .catch((error: unknown) => parts.onFailure?.('a look at what is due', error))
    acting = next
    return next
  }

  const act = async (): Promise<void> => {
    if (!live || signal.aborted) return
    const nowMs = clock()
    for (const command of dueCommands(state, knowledge.rules, nowMs))
      await attempt(`${command.command} ${command.incident}`, () => give(command))
    for (const due of dueRings(state, knowledge.rules, nowMs))
      await attempt(`ring ${operationOf(due.activation)}`, () => look(due))
    for (const glass of glassesToTellOf(state.glasses, nowMs))
      await attempt(`notices of ${glass.invocation}`, () => tell(glass))
  }

  /** One step that fails holds up no other one; while the log is away nothing is tried. */
  const attempt = async (step: string, take: () => Promise<void>): Promise<void> => {
    if (!live || signal.aborted) return
    try {
      await take()
    } catch (error) {
      parts.onFailure?.(step, error)
    }
  }

  /** Whose records the incident holds is looked at when the glass is broken, and when the incident changes meanwhile. */
  const tell = async (glass: WatchedGlass): Promise<void> => {
    const place = `glass/${glass.invocation}`
    if (looked.get(place) === glass.changed) return
    const notices = await parts.noticesOf(glass)
    for (const notice of notices) await give(notice)
    if (notices.every(({ key }) => settled.has(key))) looked.set(place, glass.changed)
  }

  /** An incident that has nothing new to say is not read again before it changes or the next ring is due. */
  const look = async (due: DueRing): Promise<void> => {
    const { rule, changed } = due.activation
    const place = `${rule}/${operationOf(due.activation)}`
    const seen = `${due.tick}@${changed}`
    if (looked.get(place) === seen) return
    const command = await parts.ringOf(due)
    if (command) await give(command)
    else looked.set(place, seen)
  }

  const give = async (command: DueCommand): Promise<void> => {
    if (signal.aborted || settled.has(command.key)) return
    const { key, command: name, incident, data, occurredAt, mode, marking, summary } = command
    const given = await desk.submit({
      command: name,
      incident,
      key,
      body: { occurredAt, mode, marking, summary, data },
      reader: processReader,
      whileRunning: 'wait',
    })
    parts.onAct?.(command, given.ok ? (given.value.repeated ? 'repeated' : 'recorded') : given.error.code)
    if (given.ok || !passes(given.error)) settled.add(key)
  }

  const watchClock = async (): Promise<void> => {
    while (!signal.aborted) {
      const untilMs = (nextDueMs(state, knowledge.rules, clock()) ?? Number.POSITIVE_INFINITY) - clock()
      const waitMs = Math.max(LOOK_MS.least, Math.min(LOOK_MS.most, untilMs))
      await sleep(waitMs, undefined, { signal }).catch(() => {})
      await wake()
      keep()
    }
  }

  const running = Promise.all([
    keepGoing(follow, { signal, onAway: parts.onAway, onBack: parts.onBack }),
    watchClock(),
  ])
  return {
    wake,
    stop: async () => {
      closing.abort()
      await running
      await acting
      keep()
      checkpoint.close()
    },
  }
}

/** As whom the process manager acts: no person, but the joint centre's own process. */
const processReader = {
  agency: JOINT_CENTRE,
  subject: 'cooperation-rules',
  roles: ['service'],
  purpose: undefined,
  case: undefined,
} as const

/** Whether the command may be possible later; what was refused for good stays refused. */
const passes = ({ status, code }: Problem): boolean =>
  status >= 500 || ['contended', 'key-in-progress', 'time-in-the-future'].includes(code)

const resumeAt = (after: Position | undefined, signal: AbortSignal) =>
  after === undefined ? { signal } : { after, signal }

const boundedSet = (most: number): Pick<Set<string>, 'has' | 'add'> => {
  const keys = new Set<string>()
  return {
    has: (key) => keys.has(key),
    add: (key) => {
      keys.add(key)
      if (keys.size > most) keys.delete(keys.values().next().value!)
      return keys
    },
  }
}
