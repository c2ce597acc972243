import { hash } from 'node:crypto'
import { incidentIdSchema } from '@concord/incident'
import { type Envelope, type Marking, markingWithin } from '@concord/kernel'
import type { LastHeard } from './last-heard.ts'
import { afterWord, type Ground, isSeen, type ReleaseWord } from './release-word.ts'
import { standingOf, type WatchedOperations } from './watched-operation.ts'

/** A rule that applies to an incident because of an event. */
export interface Activation {
  readonly rule: string
  readonly incident: string
  readonly mode: Envelope['mode']
  /** How often the rule has applied to this incident, this time included. */
  readonly time: number
  readonly trigger: Cause
  /** All besides the trigger that bore on it: what its steps do is told to nobody who may not see each of these. */
  readonly within: readonly Ground[]
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

/** An event as the cause of what is done: a step is done the moment it was recorded. */
export interface Cause extends Ground {
  readonly id: string
  readonly recordedAt: string
}

/**
 * By {@link activationKey}, those begun last at the end. One whose operation was closed so long ago that it is forgotten is
 * dropped; that the rule has been applied is kept apart.
 */
export type Activations = LastHeard<Activation>

/** Up to this many are kept one by one; more of them count as one, and a later release of any of them changes nothing. */
const MOST_GROUNDS = 50

/** With what bore on an activation as well. */
export const bornOnBy = (activation: Activation, grounds: readonly Ground[]): Activation => {
  const known = new Set([activation.trigger, ...activation.within].map(({ record }) => record))
  const more = grounds.filter(({ record }) => !known.has(record) && known.add(record))
  if (more.length === 0) return activation
  const within = [...activation.within, ...more]
  const all = { record: '', marking: markingWithin(within.map(({ marking }) => marking)) }
  return { ...activation, within: within.length > MOST_GROUNDS ? [all] : within }
}

/** The activations once an owner has said this of who sees a record. */
export const activationsAfterWord = (activations: Activations, word: ReleaseWord): Activations =>
  activations.map((activation) => {
    const { trigger, within, retraction } = activation
    const isMeant = [trigger, ...within, retraction].some((ground) => ground?.record === word.record)
    if (!isMeant) return activation
    return {
      ...activation,
      trigger: { ...trigger, ...afterWord(trigger, word) },
      within: within.map((one) => afterWord(one, word)),
      retraction: retraction && { ...retraction, ...afterWord(retraction, word) },
    }
  })

/** That the trigger was taken back, as far as the joint centre may know. */
export const retractionOf = ({ retraction }: Activation): Cause | undefined =>
  retraction && isSeen(retraction) ? retraction : undefined

/** The markings of all on which an activation rests, as they are now. */
export const markingsWithin = ({ trigger, within }: Activation): readonly [Marking, ...Marking[]] => [
  trigger.marking,
  ...within.map(({ marking }) => marking),
]

/** The name of an activation: a rule is applied once for each operation. */
export const activationKey = (rule: string, operation: string): string => `${rule}/${operation}`

/** Whether nothing is to be done any more: its operation is closed, and that has not been taken back. */
export const isOver = (operations: WatchedOperations, activation: Activation): boolean =>
  standingOf(operations, { operation: operationOf(activation), mode: activation.mode }) === 'closed'

/** Drops the activations, by any of these rules, whose operation is not watched any more. */
export const withoutForgotten = (
  activations: Activations,
  before: WatchedOperations,
  after: WatchedOperations,
  rules: readonly string[],
): Activations => {
  if (before === after) return activations
  const forgotten = [...before].flatMap(([name, watched]) => (after.has(name) ? [] : [watched]))
  const keys = forgotten.flatMap(({ operation, mode }) =>
    rules.map((rule) => activationKey(rule, operation)).filter((key) => activations.get(key)?.mode === mode),
  )
  return activations.deleteAll(keys)
}

/** The task by which people are asked whether an operation goes on whose trigger was taken back. */
export const REVIEW_TASK = 'REVIEW'

/**
 * The operation that a rule opens for an incident: `OP-ESC-1-prisoner-escape`, the second time `OP-ESC-1-prisoner-escape.2`.
 * It bears its rule's name, so that several rules apply to one incident, and none tells by a number that another one did.
 * What is played gets one of its own.
 */
export const operationOf = ({
  rule,
  incident,
  mode,
  time,
}: Pick<Activation, 'rule' | 'incident' | 'mode' | 'time'>): string => {
  const prefix = mode === 'exercise' ? 'EX-OP' : 'OP'
  const again = time === 1 ? '' : `.${time}`
  // No rule of a file has a dot in its name, so that none is taken for a plan's.
  return asIncidentId(`${prefix}-${incident}-${rule.replace('/', '.')}${again}`)
}

const MOST_LETTERS = 64
const HASH_LETTERS = 12

/** The name itself where an operation may be called so, else as much of it as there is room for and what tells it from others. */
const asIncidentId = (name: string): string => {
  if (incidentIdSchema.safeParse(name).success) return name
  const start = name.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, MOST_LETTERS - HASH_LETTERS - 1)
  return `${start}-${hash('sha256', name, 'hex').slice(0, HASH_LETTERS)}`
}
