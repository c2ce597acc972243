import type { Details } from '../../report-line.ts'
import { countWords } from './counts.ts'
import { typesOfMoney } from './money.ts'
import { subjectWords } from './persons.ts'
import { asCertainty, asCheckpointStatus, asGrading, asSeverity, asUnitStatus } from './scales.ts'
import {
  aMoment,
  asAgencies,
  asAgency,
  asCodes,
  asItIs,
  asList,
  hyphened,
  inLetters,
  inOneLine,
  lastIdentifier,
  onlyCode,
  onlyNumber,
  onlyPath,
  onlyWord,
  type Writing,
} from './values.ts'

/** Our name of a field, and how the value is written under it; undefined where it cannot be. */
export interface OurField {
  readonly field: string
  readonly as: Writing
  /** Where a value is kept that cannot be written so; left out, where it was. */
  readonly otherwise?: string
}

/** By the name that somebody else gives it. */
export type OurFields = Readonly<Record<string, OurField>>

/** A field of ours under the names that others have for it. */
const called = (field: string, theirs: string, as: Writing = asItIs): OurFields =>
  Object.fromEntries(theirs.split(' ').map((name) => [name, { field, as }]))

/** What stands on a scale or is counted. Told otherwise it is kept, as `severityTold`: it is no reason to turn a line away. */
const measured = (field: string, theirs: string, as: Writing): OurFields =>
  Object.fromEntries(theirs.split(' ').map((name) => [name, { field, as, otherwise: `${field}Told` }]))

/** Codes are words, and some write `taskId` for `task`. */
const codes: OurFields = Object.assign(
  {},
  ...[
    ...['checkpoint', 'post', 'segment', 'unit', 'task', 'request', 'inject', 'step', 'order', 'plan'],
    ...['measure', 'action', 'evidence', 'permit', 'transfer', 'detail'],
  ].map((field) => called(field, `${field} ${field}Id`, inLetters)),
)

const counts: OurFields = Object.assign(
  {},
  ...Object.entries(countWords).map(([field, theirs]) => measured(field, theirs, onlyNumber)),
)

/** What others say of persons by code, one and several. */
const persons = subjectWords.join(' ')
const several = [...subjectWords.map((word) => `${word}s`), 'missing'].join(' ')

/** What is called so in whatever event it stands. */
export const everywhere: OurFields = {
  ...called('soum', 'soum', inLetters),
  ...called('soums', 'soums', inLetters),
  ...codes,
  ...called('edition', 'edition', inLetters),
  ...called('subject', persons, onlyCode),
  ...called('subjects', several, (value) => (Array.isArray(value) ? asCodes(value) : undefined)),
  ...called('lat', 'latitude', onlyNumber),
  ...called('lon', 'longitude lng', onlyNumber),
  ...measured('severity', 'severity', asSeverity),
  ...measured('certainty', 'certainty', asCertainty),
  ...measured('grading', 'grading', asGrading),
  ...called('hospitalised', 'hospitalized', onlyNumber),
  ...counts,
}

/** By when something is to be done. */
export const dueWords = 'due dueAt dueBy by latestBy completeBy doneBy timeLimit dueIn within deadline'

const due = called('deadline', dueWords, aMoment)
const bound = {
  ...called(
    'personnel',
    'people pers men headcount headCount strength crew staff members officers guards soldiers',
    onlyNumber,
  ),
  ...called('unit', 'unit unitId team platoon squad brigade detachment patrol', inLetters),
}
const tasked = called(
  'task',
  'task taskId assignment assignmentId mission tasking taskingId job jobId workOrder',
  inLetters,
)
const quantity = measured('quantity', 'quantity number count', onlyNumber)
const committed = {
  ...bound,
  ...quantity,
  ...called('request', 'request requestId ask assignment mission', inLetters),
}
const recorded = 'record report statement sighting observation message claim intelligence information product'
const released = {
  ...called('event', `events records target ${recorded}`),
  ...called(
    'to',
    'to partner agency agencies recipient recipients releaseTo releasedTo sharedWith',
    asAgencies,
  ),
  ...called('conditions', 'conditions condition', inOneLine),
}
const measureOfKind = called('kind', 'type measureType')
const edited = called('edition', 'version', inLetters)
const alert = called('capIdentifier', 'identifier alert alertId cap capId warning warningId', onlyWord)
const alerted = { ...alert, ...called('replaces', 'references', lastIdentifier) }
const burnt = {
  ...called('areaKm2', 'areaSqKm'),
  ...called('areaHa', 'hectares sizeHa burntHa area', onlyNumber),
  ...called('containedPct', 'contained containment containedPercent', onlyNumber),
}
const herd = {
  ...called('head', 'animals number count', onlyNumber),
  ...called('species', 'animal kind', onlyWord),
}
const missing = {
  ...called('subjects', 'missing child children', asCodes),
  ...called('count', 'number persons people', onlyNumber),
}
const travellers = called('people', 'persons travellers count number', onlyNumber)
const escaped = {
  ...called('subjects', `subject ${persons} ${several}`, asCodes),
  ...called('count', 'number', onlyNumber),
}
const termed = called('until', 'validUntil end ends expires', onlyWord)
const ordered = {
  ...termed,
  ...called('units', 'unit', asList),
  ...called('headCount', 'personnel', onlyNumber),
}
const based = called('basis', 'evidence basedOn because', asList)
const linked = {
  ...called('a', 'a incidentA caseA', onlyCode),
  ...called('b', 'b incidentB caseB', onlyCode),
  ...called('incidents', 'incidents cases between'),
}
const money = called('amount', 'amount cost costs sum total value price', onlyNumber)

/** What is called so in an event of one type; of a report that nobody has agreed on, what its name says it is about. */
export const fieldsOf = (type: string, details: Details): OurFields => {
  const ofHeldPeople = namesHeld(details) ? ofHeldByOthers : ofHeld
  return otherFields.get(type) ?? (isOfHeld.test(type) ? ofHeldPeople : ofNoType)
}

const ofNoType: OurFields = {}

const isOfHeld =
  /Hostage(?!Taker)|Abduct(?!or)|Kidnap(?!per)|(?<!Transport|Transfer|Convoy|Escort|Van)Hijack(?!er)/

const heldWords = 'hostage hostages captive captives victim victims'

const namesHeld = (details: Details): boolean =>
  heldWords.split(' ').some((word) => asCodes(details[word]) !== undefined)

/** It is about those who are held: who holds them is somebody else. */
const ofHeld: OurFields = {
  ...called('subjects', heldWords, asCodes),
  ...Object.fromEntries(
    ['suspect', 'suspects', 'offender', 'offenders'].map((one) => [one, { field: one, as: asItIs }]),
  ),
}

/** Whoever else such a report is about holds those whom it names so. */
const ofHeldByOthers: OurFields = {
  ...ofHeld,
  ...called('heldBy', 'subject subjects', asCodes),
}

const otherFields: ReadonlyMap<string, OurFields> = new Map(
  Object.entries({
    IncidentOpened: called('kind', 'type category hazard incidentKind incidentType what', hyphened),
    IncidentSplit: called('into', 'into parts', asList),
    IncidentMerged: {
      ...called('incidents', 'incidents cases duplicates'),
      ...called('into', 'into mergedInto duplicateOf sameAs'),
    },
    IncidentsUnlinked: { ...linked, ...based },
    DecisionRecorded: {
      ...based,
      ...called('unit', 'unit unitId team platoon squad brigade', inLetters),
      ...called('allocations', 'allocation split shares'),
      ...called('fact', 'field', onlyWord),
      ...called('value', 'accepted agreed settled resolved', onlyNumber),
      ...called('rationale', 'reason why', onlyWord),
    },
    JointOperationOpened: {
      ...called('tasks', 'assignments missions taskings jobs duties workOrders', asList),
      ...called('incidents', 'cases covers scope', asList),
      ...measured('lead', 'lead leadAgency leadingAgency ledBy', asAgency),
    },
    TaskAssigned: {
      ...called('agency', 'to assignee assignedTo responsible'),
      ...called('title', 'what description', onlyWord),
      ...due,
      ...tasked,
    },
    TaskAccepted: { ...bound, ...called('personnel', 'quantity', onlyNumber), ...tasked },
    TaskDeclined: { ...tasked, ...called('reason', 'why because grounds', onlyWord) },
    TaskCompleted: tasked,
    TaskWithdrawn: tasked,
    IncidentsLinked: {
      ...linked,
      ...called('confidence', 'confidence strength likelihood', inLetters),
      ...based,
    },
    ResourceRequested: {
      ...bound,
      ...called('request', 'ask', inLetters),
      ...quantity,
      ...called('of', 'to from', onlyWord),
      ...called('what', 'resource resources equipment item items', onlyWord),
    },
    ResourceCommitted: committed,
    ResourceReleased: committed,
    HandoverRequested: { ...called('agency', 'from'), ...called('to', 'recipient') },
    LeadAgencyAssigned: called('agency', 'lead to'),
    ReleaseGranted: released,
    ReleaseRevoked: { ...released, ...called('to', 'from', asAgencies) },
    ReleaseRefused: released,
    ReleaseRequested: { ...called('of', 'from'), ...called('to', 'to', asAgencies) },
    ReportRetracted: called('target', `${recorded} withdraws revokes cancels annuls`, onlyCode),
    IncidentStatusReported: called('disposition', 'outcome result finding', onlyWord),
    PersonalDataErased: {
      ...called('target', `event ${recorded}`, onlyWord),
      ...called('field', 'field fields', onlyPath),
      ...called('legalBasis', 'reason basis ground legalGround', onlyWord),
    },
    CheckpointStatusChanged: {
      ...called(
        'checkpoint',
        'checkpointId post crossing bridge gate port harbour harbor terminal airport seaport name borderPoint borderPost borderCrossing borderGate borderStation controlPoint crossingPoint pointOfEntry portOfEntry',
        inLetters,
      ),
      ...called('status', 'status state', asCheckpointStatus),
      ...called(
        'exceptions',
        'exceptions except exceptFor exempt exempted exemptions allowed allowedFor permitted letThrough mayPass',
        asList,
      ),
    },
    PrisonSecurityIncident: {
      ...called('kind', 'category type', hyphened),
      ...called('facility', 'prison', onlyWord),
    },
    PrisonerEscapeReported: escaped,
    PrisonerEscapeCorrected: escaped,
    MissingPersonReported: missing,
    MissingPersonCorrected: missing,
    MissingPersonFound: missing,
    ForeignTravellerAssisted: travellers,
    ForeignTravellerHarmed: travellers,
    ConsularNotified: travellers,
    CustodyStateChanged: called('state', 'to status'),
    HeadcountTaken: {
      ...called('present', 'counted count found', onlyNumber),
      ...called('expected', 'total', onlyNumber),
    },
    UnitStatusReported: called('status', 'status', asUnitStatus),
    LivestockTheftReported: herd,
    LivestockTheftCorrected: herd,
    LivestockRecovered: herd,
    ...Object.fromEntries(typesOfMoney.map((type) => [type, money])),
    PlanDrafted: edited,
    PlanApproved: edited,
    PlanActivated: edited,
    PlanSuperseded: edited,
    OrderIssued: ordered,
    PersonnelAssignedByOrder: ordered,
    SharedAreaDefined: called('areas', 'soums', inLetters),
    MeasureTypeDefined: measureOfKind,
    MeasureProposed: measureOfKind,
    MeasureImposed: measureOfKind,
    QuarantineImposed: termed,
    QuarantineExtended: termed,
    PublicAlertIssued: alert,
    PublicAlertUpdated: alerted,
    PublicAlertCancelled: alerted,
    FireReported: burnt,
    FireStatusReported: burnt,
    FireStatusCorrected: burnt,
    FireCrossedBorder: burnt,
    FireContained: burnt,
    FireOut: burnt,
  }),
)
