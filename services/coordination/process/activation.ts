import type { Envelope, Marking } from '@concord/kernel'

/** A rule that applies to an incident because of an event. */
export interface Activation {
  readonly rule: string
  readonly incident: string
  readonly mode: Envelope['mode']
  /** How often the rule has applied to this incident, this time included. */
  readonly time: number
  readonly trigger: Cause
  /** That the trigger was taken back. */
  readonly retraction: Cause | undefined
  /** Whether people have been asked if an operation without its trigger goes on. */
  readonly reviewAsked: boolean
  readonly owners: readonly string[]
  readonly opened: boolean
  readonly playbookAttached: boolean
  readonly offered: boolean
  /** The last ring, and how far the log was when it was recorded. */
  readonly ring: { readonly tick: number; readonly basis: string; readonly position: string } | undefined
  /** Where in the log the incident changed last. */
  readonly changed: string
}

/** An event as the cause of what is done: a step is done the moment it was recorded, and goes to whom it may go. */
export interface Cause {
  readonly id: string
  readonly recordedAt: string
  readonly marking: Marking
}

/** By rule and operation. What is over is dropped, but for the fact that the rule has been applied. */
export type Activations = Readonly<Record<string, Activation | 'over'>>

/** The task by which people are asked whether an operation goes on whose trigger was taken back. */
export const REVIEW_TASK = 'REVIEW'

/**
 * The operation that a rule opens for an incident: `OP-ESC-1`, the second time `OP-ESC-1.2`. What is played gets one of
 * its own.
 */
export const operationOf = ({
  incident,
  mode,
  time,
}: Pick<Activation, 'incident' | 'mode' | 'time'>): string => {
  const prefix = mode === 'exercise' ? 'EX-OP-' : 'OP-'
  const suffix = time === 1 ? '' : `.${time}`
  return `${prefix}${incident.slice(0, 64 - prefix.length - suffix.length)}${suffix}`
}
