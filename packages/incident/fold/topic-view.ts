import type { AgencyName, Instant, Mode } from '@concord/kernel'
import type {
  AlertChange,
  Certainty,
  CheckpointStatus,
  Form,
  IncidentStatus,
  PersonStatus,
  Severity,
  UnitStatus,
} from '../changes/change.ts'
import type { FactValue } from '../changes/quantity.ts'
import type { Source } from '../changes/source.ts'
import type { Topic } from '../changes/topic.ts'

/** A value with the moment since which it holds and the event that says so. */
export interface Held {
  readonly since: Instant
  readonly source: Source
}

/** An agency in an incident: `reporting` as long as it has recorded something and taken no further part. */
export interface Participant extends Held {
  readonly agency: AgencyName
  readonly state: 'reporting' | 'joined' | 'lead' | 'handover-offered' | 'handover-refused' | 'stood-down'
  /** How far it says that it is with its own part. */
  readonly part?: (Held & { readonly status: IncidentStatus }) | undefined
}

/** What one agency states of a thing, its newest word; `since` and `source` are the statement's own. */
export interface FactStatement extends Held {
  readonly agency: AgencyName
  readonly value: FactValue
  readonly unit: string | undefined
  /** A decision was for another value, and the agency has stated no new one since. */
  readonly overruled: boolean
  /** Only suspected: gone once anybody says how it is. */
  readonly supposed?: boolean
  /** What it is about is over: gone once it is suspected again. */
  readonly over?: boolean
  /** When it first became known that the agency says so. */
  readonly toldAt: Instant
}

/** All standing statements about one thing, one an agency. `settled` is the decision that ends a contradiction. */
export interface Fact {
  readonly about: string
  readonly name: string
  readonly statements: readonly FactStatement[]
  readonly settled: (Held & { readonly value: FactValue; readonly unit: string | undefined }) | undefined
}

/** A person by code, never by name. Being seen or identified ends nothing that was known before. */
export interface Person extends Held {
  readonly subject: string
  readonly status: PersonStatus
  /** Since when the person was at large, missing or held, kept after the return. */
  readonly missing: Held | undefined
}

/**
 * How a border checkpoint stands. Exceptions have a source of their own, for they outlive the step that set the
 * status.
 */
export interface CheckpointState extends Held {
  readonly checkpoint: string
  readonly status: CheckpointStatus
  readonly exceptions: readonly string[]
  readonly exceptionsHeld: Held
  readonly reason: string | undefined
  /** The incident under which the status was first set. */
  readonly incident: string
}

/**
 * Something in force for a term, such as a quarantine. `until` is a day or an instant, as it was told; undefined
 * where nobody said.
 */
export interface Measure extends Held {
  readonly measure: string
  readonly kind: string
  readonly state: 'proposed' | 'imposed' | 'extended' | 'appealed' | 'lifted'
  readonly until: string | undefined
  readonly areas: readonly string[]
}

/** A task of a joint operation with the newest answer to it. `since` is when it came to its state. */
export interface Task extends Held {
  readonly task: string
  readonly title: string | undefined
  readonly agency: AgencyName | undefined
  readonly state: 'assigned' | 'accepted' | 'declined' | 'completed' | 'withdrawn' | 'overdue'
  readonly deadline: Instant | undefined
  readonly assigned: Held | undefined
  readonly personnel: number | undefined
  readonly unit: string | undefined
  readonly reason: string | undefined
  /** Who answered it last. */
  readonly by: AgencyName
}

/**
 * People or equipment asked for. `released` follows from nobody being bound to it any more, and is said by no event of
 * its own.
 */
export interface ResourceRequest extends Held {
  readonly request: string
  readonly of: AgencyName | undefined
  readonly by: AgencyName
  readonly personnel: number | undefined
  readonly what: string | undefined
  readonly quantity: number | undefined
  readonly state: 'requested' | 'committed' | 'declined' | 'released' | 'withdrawn'
}

/**
 * People of one agency bound to one use, such as `INC-FIRE/R1`. Without `unit`, nobody said which; without
 * `personnel`, how many; without `quantity`, that they bring anything.
 */
export interface Commitment extends Held {
  readonly agency: AgencyName
  readonly unit: string | undefined
  readonly use: string
  readonly personnel: number | undefined
  readonly quantity?: number | undefined
  /** Since when so many of them are bound, where that was decided: the decision. */
  readonly decided?: Held | undefined
}

/** The people that were let go from a use at one moment, as reported, and the commitments of the agency to that use before. */
export interface LettingGo {
  readonly agency: AgencyName
  readonly use: string
  readonly before: readonly Commitment[]
  /** Without a number everybody: of the unit, or of all. */
  readonly releases: readonly (Held & Pick<Commitment, 'unit' | 'personnel'>)[]
}

/** People who were bound, and what set the last of them free: a release, a task done, a closing. */
export interface EndedCommitment extends Commitment {
  readonly ended: Held
}

/** Where a unit is in its turn-out to the incident. */
export interface UnitState extends Held {
  readonly agency: AgencyName
  readonly unit: string
  readonly unitKind: string | undefined
  readonly status: UnitStatus
  /** When the unit first came to each status. */
  readonly times: Readonly<Partial<Record<UnitStatus, Instant>>>
}

/**
 * Two incidents of which somebody says that they belong together; `unlinked` is kept beside it, with what refuted
 * it.
 */
export interface Link {
  readonly a: string
  readonly b: string
  readonly relation: string
  readonly confidence: string | undefined
  readonly linked: Held
  readonly unlinked:
    | (Held & { readonly reason: string | undefined; readonly basis: readonly string[] })
    | undefined
}

/** A public alert, whatever number of messages it took. `identifier` is that of its first message that is known. */
export interface Alert extends Held {
  readonly identifier: string
  /** The messages that gave, updated and cancelled it; each may name only the one before it. */
  readonly messages: readonly string[]
  readonly state: AlertChange['state']
  readonly headline: string | undefined
  readonly severity: Severity | undefined
  readonly areas: readonly string[]
}

/** A decision as it was taken; later ones do not replace it, they follow it. */
export interface Decision extends Held {
  readonly decision: string
  readonly rationale: string | undefined
  readonly basis: readonly string[]
  readonly unit: { readonly agency?: string | undefined; readonly unit: string } | undefined
  readonly allocations: readonly { readonly use: string; readonly personnel: number }[]
}

/** That a duty officer of an agency took notice, and when one first did. */
export interface Acknowledgement extends Held {
  readonly agency: AgencyName
}

/** Where it is: degrees north and east (WGS 84), a name, or both; each from the newest event that says it. */
export interface Place {
  readonly lat: number | undefined
  readonly lon: number | undefined
  readonly name: string | undefined
}

/**
 * A topic as one reader may see it at one pair of moments: the fold of its events in the order of
 * (occurredAt, position), those of its mode alone. Every value says since when it holds and which event says so.
 */
export interface TopicView {
  readonly topic: Topic
  readonly form: Form
  readonly kind: string | undefined
  readonly title: string | undefined
  /** The most real one of its events: operational before exercise before test. */
  readonly mode: Mode
  readonly status: IncidentStatus
  readonly statusHeld: Held
  readonly mergedInto: string | undefined
  /** How it stood when it was merged, while it is. */
  readonly beforeMerge: Pick<TopicView, 'status' | 'disposition'> | undefined
  /** How it ended, while it is resolved or closed and somebody has said it. */
  readonly disposition: string | undefined
  readonly severity: Severity
  readonly certainty: Certainty
  /** The first thing that happened, be it only a risk that was assessed or a tip. */
  readonly opened: Held
  /** What first made it active: since then there is an incident. */
  readonly began: Held | undefined
  readonly last: Held
  readonly place: Place | undefined
  readonly areas: readonly string[]
  readonly incidents: readonly string[]
  readonly lead: AgencyName | undefined
  readonly participants: readonly Participant[]
  readonly acknowledgements: readonly Acknowledgement[]
  readonly facts: readonly Fact[]
  readonly persons: readonly Person[]
  readonly checkpoints: readonly CheckpointState[]
  readonly measures: readonly Measure[]
  readonly tasks: readonly Task[]
  readonly requests: readonly ResourceRequest[]
  readonly commitments: readonly Commitment[]
  readonly endedCommitments: readonly EndedCommitment[]
  /** The last of each agency and use, while nobody has been bound to it since. */
  readonly lettingGo: readonly LettingGo[]
  readonly units: readonly UnitState[]
  readonly links: readonly Link[]
  readonly alerts: readonly Alert[]
  readonly decisions: readonly Decision[]
  /** Satellite detections, those counted twice left out. */
  readonly detections: number
  readonly events: number
}
