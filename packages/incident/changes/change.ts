import type { Instant } from '@concord/kernel'
import type { DetectionsChange } from './detections-change.ts'
import type { FactValue, Quantity } from './quantity.ts'
import type { Source } from './source.ts'
import type { Topic } from './topic.ts'

/**
 * What an event means to the joint picture: the closed vocabulary that agencies have agreed on. An agency's view turns
 * each of its events into changes; what cannot be said in these words is still in the timeline, and a new word is added
 * here once for everybody.
 *
 * Every change takes effect when its event occurred, and holds until another one says otherwise. `topic` is where it
 * takes effect; left out, it is the event's own incident.
 */
export type Change = { readonly topic?: Topic } & (
  | DescribeChange
  | StatusChange
  | UnmergeChange
  | ParticipantChange
  | PlaceChange
  | FactChange
  | PersonChange
  | CheckpointChange
  | MeasureChange
  | TaskChange
  | RequestChange
  | CommitmentChange
  | UnitChange
  | LinkChange
  | AlertChange
  | DecisionChange
  | AcknowledgeChange
  | DetectionsChange
)

/** How the thing is run: an incident, a joint operation, or an exercise. */
export type Form = 'incident' | 'operation' | 'exercise'

/** CAP 1.2 severity and certainty. */
export type Severity = 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown'
/** Certainty in the words of CAP 1.2. */
export type Certainty = 'Observed' | 'Likely' | 'Possible' | 'Unlikely' | 'Unknown'

/** What the thing is. Each field holds until another event says otherwise; what is left out is left as it was. */
export interface DescribeChange {
  readonly change: 'describe'
  readonly form?: Form | undefined
  readonly kind?: string | undefined
  readonly title?: string | undefined
  readonly severity?: Severity | undefined
  readonly certainty?: Certainty | undefined
  /** The incidents that an operation serves. */
  readonly incidents?: readonly string[] | undefined
  /** What such an event lets one suppose while nobody has said it: somebody missing in a flood makes it no other kind. */
  readonly supposed?: Supposed | undefined
}

/** What holds only as long as nobody says otherwise: a word that anybody did say goes before it. */
export interface Supposed {
  readonly kind?: string | undefined
  readonly severity?: Severity | undefined
  readonly certainty?: Certainty | undefined
}

/** How far an incident is, in the order in which it usually goes; `merged` ends it in favour of another one. */
export type IncidentStatus =
  | 'reported'
  | 'acknowledged'
  | 'active'
  | 'contained'
  | 'resolved'
  | 'closed'
  | 'merged'

/** How far the incident is, or, with `ofPart`, how far one agency is with its own part of it. */
export interface StatusChange {
  readonly change: 'status'
  readonly status: IncidentStatus
  /** Where a merged incident goes on. */
  readonly into?: string | undefined
  /** How it ended, in words, such as a false alarm. */
  readonly disposition?: string | undefined
  /**
   * `somebody-out`: takes no effect while somebody is still at large or missing, as one of two who is back does not end an
   * escape. `others-began`: nor where another agency reported it or made it active, and this one does not lead.
   * `under-way`: nor where it is active or contained already, or closed; what was resolved has started again.
   */
  readonly unless?: 'somebody-out' | 'others-began' | 'under-way' | undefined
  /** Takes effect where the incident is of this kind, as of others it tells of a part, and not where it is closed. */
  readonly ofKind?: string | undefined
  /** Said by an agency of its own part, and kept as that, whatever it makes of the whole. */
  readonly ofPart?: true | undefined
}

/** What went on in another incident goes on by itself, from where it was; nothing where it does not go on in that one. */
export interface UnmergeChange {
  readonly change: 'unmerge'
  readonly from: string
}

/**
 * The part that an agency takes. `lead` takes the lead away from whoever had it; `handover-offered` and `-refused`
 * leave it where it is.
 */
export interface ParticipantChange {
  readonly change: 'participant'
  readonly agency: string
  readonly state: 'joined' | 'lead' | 'handover-offered' | 'handover-refused' | 'stood-down'
  /** Takes no effect where another agency leads: whoever hands the lead over has it, as far as anybody knows. */
  readonly unless?: 'somebody-leads' | undefined
}

/** Where it is. Degrees take the place of earlier ones; areas are added to those told before. */
export interface PlaceChange {
  readonly change: 'place'
  /** WGS 84 degrees. */
  readonly lat?: number | undefined
  readonly lon?: number | undefined
  /** Codes of administrative areas, such as a soum. */
  readonly areas?: readonly string[] | undefined
  readonly name?: string | undefined
}

/** A statement about something in the incident. Two agencies that state it differently, be it in other units, are in conflict until settled. */
export interface FactChange {
  readonly change: 'fact'
  readonly about: string
  readonly name: string
  readonly value: FactValue
  /** UCUM or a plain word: ha, %, people, km. */
  readonly unit?: string | undefined
  /**
   * `about` is but what the report is called: the agency may have told of the same under a like name, and puts it right here.
   * `whole`: as the report is on the whole of what goes on, also under any other.
   */
  readonly loosely?: 'like' | 'whole' | undefined
  /** Only suspected: it stands where nobody has said how it is, and contradicts nobody. */
  readonly supposed?: boolean | undefined
  /** It is over: whoever suspects it again begins anew. */
  readonly over?: boolean | undefined
  /** Says nothing where a measure of this kind is in force still, as where it was lifted in one of its areas. */
  readonly unlessInForce?: string | undefined
  /** Since when it is stated, and known to be, where the record was put right since in something else. */
  readonly told?: { readonly since: Instant; readonly knownAt: Instant } | undefined
  /** The record that states it, where a correction of that record leaves it as it was told. */
  readonly statedIn?: Source | undefined
}

/** How it stands with a person. The first two mean that somebody is out, for which an incident may stay open. */
export type PersonStatus =
  /** Told of in a report that does not say how they are: nothing that was known of them ends by it. */
  | 'involved'
  | 'at-large'
  | 'missing'
  | 'held'
  | 'sighted'
  | 'detained'
  | 'identified'
  | 'in-custody'
  | 'assisted'
  | 'found'
  | 'released'
  | 'dead'

/** How it stands with a person, by code. */
export interface PersonChange {
  readonly change: 'person'
  readonly subject: string
  readonly status: PersonStatus
  /**
   * `not-out`: takes no effect where it is known already how somebody is who is not out. `never-gone`: they are no more than
   * involved where they are neither out nor held.
   */
  readonly unless?: 'not-out' | 'never-gone' | undefined
  /** How they are instead where they were at large: whom a patrol picks up is caught, or was lost and is found. */
  readonly ifAtLarge?: PersonStatus | undefined
}

/** Whether a border checkpoint lets through: everybody, whom it chooses, or nobody but `exceptions`. */
export type CheckpointStatus = 'open' | 'restricted' | 'closed'

/** How a border checkpoint stands, and why. */
export interface CheckpointChange {
  readonly change: 'checkpoint'
  readonly checkpoint: string
  readonly status: CheckpointStatus
  /** Who may pass all the same. */
  readonly exceptions: readonly string[]
  readonly reason?: string | undefined
}

/** A quarantine, a closed area, an administrative measure: something in force for a term. */
export interface MeasureChange {
  readonly change: 'measure'
  readonly measure: string
  /** What is supposed is so while nobody has said it. */
  readonly kind: string | { readonly supposed: string }
  readonly state: 'proposed' | 'imposed' | 'extended' | 'appealed' | 'lifted'
  /** Takes no effect where nobody has put it in force: not everything that is lifted is a measure. */
  readonly unless?: 'never-imposed' | undefined
  readonly until?: string | undefined
  /** By how many days it lasts longer than was said before; nothing where `until` says when it ends. */
  readonly furtherDays?: number | undefined
  readonly areas?: readonly string[] | undefined
}

/**
 * A step of a task of a joint operation. What is left out is left as the steps before have it, but for the reason,
 * which belongs to its step.
 */
export interface TaskChange {
  readonly change: 'task'
  readonly task: string
  readonly state: 'assigned' | 'accepted' | 'declined' | 'completed' | 'withdrawn' | 'overdue'
  readonly title?: string | undefined
  readonly agency?: string | undefined
  readonly deadline?: Instant | undefined
  readonly personnel?: number | undefined
  readonly unit?: string | undefined
  readonly reason?: string | undefined
}

/** People or equipment asked for. That they are released follows from who is still bound to the request. */
export interface RequestChange {
  readonly change: 'request'
  readonly request: string
  readonly of?: string | undefined
  readonly personnel?: number | undefined
  readonly what?: string | undefined
  /** How many or how much of it, where that is no people. */
  readonly quantity?: number | undefined
  readonly state: 'requested' | 'committed' | 'declined' | 'withdrawn'
}

/** People of a unit bound to a task or a request. Two uses at the same time are a conflict until settled. */
export interface CommitmentChange {
  readonly change: 'commitment'
  readonly agency: string
  readonly unit?: string | undefined
  /** The incident and the task or request, such as `INC-FIRE/R1`. */
  readonly use: string
  readonly state: 'committed' | 'released'
  readonly personnel?: number | undefined
  /** How many or how much of what was asked for they bring. */
  readonly quantity?: number | undefined
}

/** Where a unit is in its turn-out. */
export interface UnitChange {
  readonly change: 'unit'
  readonly agency: string
  readonly unit: string
  readonly status: UnitStatus
  readonly unitKind?: string | undefined
}

/** The steps of a turn-out, in the order in which they usually go. */
export type UnitStatus =
  | 'dispatched'
  | 'responding'
  | 'on-scene'
  | 'transporting'
  | 'at-hospital'
  | 'available'

/** That two incidents belong together, or that they do not after all. It is filed under both. */
export interface LinkChange {
  readonly change: 'link'
  readonly state: 'linked' | 'unlinked'
  readonly a: string
  readonly b: string
  readonly relation: string
  readonly confidence?: string | undefined
  readonly reason?: string | undefined
  /** Ids or references of the events on which linking or unlinking rests. */
  readonly basis?: readonly string[] | undefined
}

/** A message of a public alert, by its identifier of CAP 1.2; an update or a cancellation names a message before it. */
export interface AlertChange {
  readonly change: 'alert'
  /** The message that said so. */
  readonly message: string
  /** The message that it updates or cancels, where it is another one. */
  readonly replaces?: string | undefined
  readonly state: 'issued' | 'updated' | 'cancelled'
  readonly headline?: string | undefined
  readonly severity?: Severity | undefined
  readonly areas?: readonly string[] | undefined
}

/** A decision, which may settle a fact stated differently, a unit bound twice, or neither. */
export interface DecisionChange {
  readonly change: 'decision'
  readonly decision: string
  readonly rationale?: string | undefined
  /** Ids or references of the events on which it rests. */
  readonly basis: readonly string[]
  /** The unit whose double commitment it settles, and who stays where. */
  readonly unit?: { readonly agency?: string | undefined; readonly unit: string } | undefined
  readonly allocations?: readonly { readonly use: string; readonly personnel: number }[] | undefined
  /** Settles no fact of an incident that the agency does not lead. */
  readonly unless?: 'not-leading' | undefined
  /** The facts it settles. */
  readonly facts?: readonly DecidedFact[] | undefined
}

/** What counts of a fact from now on; without `about`, of whatever is called so in the incident. */
export interface DecidedFact extends Quantity {
  readonly about?: string | undefined
  readonly name: string
}

/** That an agency has taken notice. */
export interface AcknowledgeChange {
  readonly change: 'acknowledge'
  readonly agency: string
}
