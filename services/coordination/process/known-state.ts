import {
  type LastTaken,
  type LogItem,
  lineOfFault,
  type Position,
  type RecordedEvent,
  type Result,
  type StoredEvent,
} from '@concord/kernel'
import type { CheckpointStore } from './checkpoint.ts'
import { evolveProcess } from './evolve-process.ts'
import type { ProcessKnowledge, ProcessState } from './process-state.ts'

/** What the fold stands on: where it is kept, how events are read, and what is known besides them. */
export interface KnownStateParts {
  readonly checkpoint: CheckpointStore
  /** A stored event as deciders see it, or why it cannot be read; undefined for what is no agency's. */
  readonly read: (event: StoredEvent) => Result<RecordedEvent, { readonly detail: string }> | undefined
  readonly knowledge: ProcessKnowledge
  /** Told of each event that nothing can be made of. It is set aside, and everything after it is acted upon. */
  readonly onSetAside?: (event: StoredEvent, why: string) => void
  /**
   * Told whether the checkpoint could be written, each time: `undefined`, or why not. Without it nothing is lost but time,
   * so what cannot be written now is written later.
   */
  readonly onKeep?: (fault: unknown) => void
}

/** The fold of the log as far as it has come, kept in a checkpoint from time to time. */
export interface KnownState {
  readonly state: () => ProcessState
  /** The position up to which it has folded; undefined before the first event. */
  readonly position: () => Position | undefined
  /** The last event that it has folded; undefined before the first. */
  readonly lastTaken: () => LastTaken | undefined
  readonly take: (items: readonly LogItem[]) => void
  /** Writes the checkpoint, where there is anything new and it can be written. */
  readonly keep: () => void
}

const CHECKPOINT_EVERY = 5_000

/** Goes on where the checkpoint says. */
export const openKnownState = (parts: KnownStateParts): KnownState => {
  const { checkpoint, read, knowledge, onSetAside, onKeep } = parts
  let { state, position, last } = checkpoint.read()
  let kept = position
  let sinceKept = 0

  /** What one event does to the fold must not hold up all that come after it, for ever and after every restart. */
  const takeEvent = (stored: StoredEvent): void => {
    try {
      const event = read(stored)
      if (event?.ok) state = evolveProcess(state, event.value, knowledge)
      else if (event) onSetAside?.(stored, event.error.detail)
    } catch (error) {
      onSetAside?.(stored, lineOfFault(error))
    }
  }

  const keep = (): void => {
    if (position === undefined || position === kept) return
    sinceKept = 0
    try {
      checkpoint.write({ position, last, state })
    } catch (error) {
      onKeep?.(error)
      return
    }
    kept = position
    onKeep?.(undefined)
  }

  return {
    state: () => state,
    position: () => position,
    lastTaken: () => last,
    take: (items) => {
      for (const item of items) {
        if (item.kind === 'caught-up') continue
        if (item.kind === 'event') takeEvent(item.event)
        if (item.kind !== 'checkpoint') last = { id: item.event.id, position: item.event.position }
        position = item.kind === 'checkpoint' ? item.position : item.event.position
        sinceKept++
      }
      if (sinceKept >= CHECKPOINT_EVERY) keep()
    },
    keep,
  }
}
