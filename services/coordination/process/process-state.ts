import type { Change, Severity } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { OrderedMap, Map as PersistentMap } from 'immutable'
import type { WatchedGlasses } from '../glass/watched-glass.ts'
import type { Activations } from './activation.ts'
import type { CooperationRule } from './cooperation-rule.ts'
import type { Disputes } from './dispute.ts'
import type { Leads } from './leads.ts'
import type { PlannedRules } from './planned-rules.ts'
import type { Said } from './said.ts'
import type { Location, SharedAreas } from './shared-area.ts'
import { operationFrom, type WatchedOperations } from './watched-operation.ts'

/**
 * What the process manager knows: a fold of the log and nothing else, so that what is still to be done follows from it
 * after any restart. As JSON plain objects. What is long over is dropped, but for the fact that a rule has been applied.
 */
export interface ProcessState {
  readonly activations: Activations
  /** By rule, incident and mode: how often the rule has been set off. */
  readonly applied: PersistentMap<string, number>
  readonly plans: PlannedRules
  readonly leads: Leads
  readonly disputes: Disputes
  readonly operations: WatchedOperations
  readonly sharedAreas: SharedAreas
  readonly glasses: WatchedGlasses
}

/** Before the first event of the log. */
export const nothingKnown: ProcessState = {
  activations: OrderedMap(),
  applied: PersistentMap(),
  plans: {},
  leads: OrderedMap(),
  disputes: OrderedMap(),
  operations: OrderedMap(),
  sharedAreas: {},
  glasses: {},
}

/** The state that was written as JSON, with nothing known of what it does not name. */
export const stateFrom = ({
  activations = {},
  applied = {},
  leads = {},
  disputes = {},
  operations = {},
  ...plain
}: Partial<WrittenState>): ProcessState => ({
  ...nothingKnown,
  ...plain,
  activations: OrderedMap(activations),
  applied: PersistentMap<number>(applied),
  leads: OrderedMap(leads),
  disputes: OrderedMap(disputes),
  operations: OrderedMap(operations).map(operationFrom),
})

/** What JSON makes of a state. */
type WrittenState = {
  readonly [Name in keyof ProcessState]: ProcessState[Name] extends { toObject(): infer Written }
    ? Readonly<Written>
    : ProcessState[Name]
}

/** What the fold must be told from outside; all of it is pure. */
export interface ProcessKnowledge {
  readonly rules: readonly CooperationRule[]
  /** The agencies of the roster. */
  readonly agencies: readonly string[]
  /** What the event means to the picture. */
  readonly changes: (event: RecordedEvent) => readonly Change[]
  /** Whether an agency may see an event by its marking. */
  readonly visibleTo: (agency: string, event: Pick<Said, 'envelope'>) => boolean
  /** What the event says of kind, severity and place. */
  readonly describe: (event: RecordedEvent) => {
    readonly kinds: readonly string[]
    readonly severities: readonly Severity[]
    readonly location: Location
  }
}
