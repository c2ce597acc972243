import type { Details } from '../../report-line.ts'
import { ourWords } from '../words/our-words.ts'
import { withOurNouns } from './type-nouns.ts'

/** An event of ours that somebody else's name for one may mean. */
export interface Meant {
  readonly type: string
  /** What the other name says besides: `CrossingClosed` says that the crossing is closed. */
  readonly says: Details
  /** The fields without which that is not meant; of those in a list, one. */
  readonly needs: readonly (string | readonly string[])[]
  /** What else the line has to say, under our names of the fields; left out, nothing. */
  readonly isSaidBy?: (told: Details) => boolean
}

/** What a name may mean here, likeliest first. People put names together from words, so it is words that are known. */
export const meanings = (type: string): readonly Meant[] => {
  const ours = withOurNouns(type)
  return ours === undefined
    ? ruledMeanings(type)
    : [{ type: ours, says: {}, needs: [] }, ...ruledMeanings(ours), ...ruledMeanings(type)]
}

const ruledMeanings = (type: string): readonly Meant[] =>
  rules.flatMap(([pattern, meaning]) => {
    const match = pattern.exec(type)
    return match ? [meaning(match.groups ?? {})] : []
  })

type Groups = Readonly<Record<string, string | undefined>>
type Rule = readonly [pattern: RegExp, meaning: (groups: Groups) => Meant]

const as = (type: string, ...needs: Meant['needs']): ((groups: Groups) => Meant) => {
  const meant = { type, says: {}, needs }
  return () => meant
}

/** One of these words, in a pattern. */
const oneOf = (words: ReadonlyMap<string, string> | string): string =>
  `(?:${(typeof words === 'string' ? words.split(' ') : [...words.keys()]).join('|')})`

const checkpointStates = ourWords({
  open: 'Opened Reopened',
  closed: 'Closed Shut Sealed',
  restricted: 'Restricted',
})
const alertStates = ourWords({
  Issued: 'Issued Published Sent Broadcast',
  Updated: 'Updated Extended',
  Cancelled: 'Cancelled Canceled Lifted Withdrawn Ended',
})
const taskAnswers = ourWords({
  TaskAccepted: 'Taken TakenOn TakenUp Undertaken Confirmed Agreed',
  TaskDeclined: 'Refused Rejected TurnedDown Denied NotAccepted UnableToComply',
  TaskCompleted: 'Done Finished Fulfilled Accomplished CarriedOut Executed',
  TaskAssigned: 'Reassigned Created Issued Given Ordered Added Set Allocated Allotted Delegated',
})
const taskGivenUp =
  /^Task(?:Withdrawn|WithdrawnFrom|Cancelled|Canceled|Revoked|Rescinded|CalledOff|Abandoned|Aborted|Dropped|Relinquished|(?:Given|Handed|Sent)Back|GivenUp|Returned|BrokenOff)$/
const incidentStates = ourWords({
  active: 'Reactivated Resumed',
  contained: 'Contained',
  resolved: 'Resolved Concluded Ended Over Terminated Finished StoodDown ClosedOut',
})
const handovers = ourWords({
  Requested: 'Requested Offered Proposed',
  Accepted: 'Accepted Approved',
  Rejected: 'Rejected Declined Refused',
})

const crossing =
  '(?:Border)?(?:Crossing|Checkpoint|CheckPoint|CrossingPoint|BorderPoint|BorderPost|BorderGate|BorderStation|ControlPoint|PointOfEntry|PortOfEntry|Airport|Seaport|Port|Harbou?r|Terminal|Bridge|Gate|Border)'
const person = oneOf(
  'Person Persons People Child Children Minor Girl Boy Woman Man Tourist Traveller Hiker Patient',
)
const suspect = oneOf('Subject Suspect Fugitive Prisoner Inmate Offender Person WantedPerson [A-Z][a-z]+ee')
const kept = '(?:Prisoner|Inmate|Detainee|Convict)s?'
const gone = '(?:Escape|Escaped|Abscond|Absconded|Absconding|Break[Oo]ut|BrokeOut|Fled|RanAway)'
const onTheWay = '(?:Transport|Transfer|Convoy|Escort|Van|Bus|Vehicle|Train|WorkDetail)'
const fallenUpon = '(?:Hijack|Hijacked|Hijacking|Ambush|Ambushed|Attack|Attacked|Overpowered|Seized)'
const moved = '(?:Prison|(?:Prisoner|Inmate|Detainee|Convict)s?)(?:Transfer|Transport|Convoy)'
const record = oneOf(
  'Record Report Alert Product Statement Intelligence Information Tip Sighting Observation Message File Dossier Assessment',
)
const releasing = 'Release Disclosure Distribution Dissemination Sharing Access Audience Marking Handling'
const people = oneOf(
  'Unit Units Crew Crews Team Teams Squad Squads Brigade Brigades Detachment Patrol Patrols Troop Troops Platoon Personnel Resource Resources Asset Assets Reinforcement Reinforcements Support Backup Helicopter Helicopters Aircraft Uav UAV Drone Drones Boat Boats Company Battalion Divers Medics Volunteers Soldiers Guards Officers',
)
const unitStates = ourWords({
  dispatched: 'Alerted',
  responding: 'Responding EnRoute OnTheWay',
  'on-scene': 'OnScene OnSite AtScene Arrived',
  available: 'Available Returned',
})
const undone = oneOf('Reversed Undone Revoked Rescinded Retracted Withdrawn Cancelled Canceled')
const unit = `(?:${people}|Ambulance|Engine)`
const dispatched = `^${unit}(?:Dispatched|Mobilised|Mobilized|Sent)$`

const rules: readonly Rule[] = [
  [
    new RegExp(`^${crossing}(?:Status)?(?<state>${oneOf(checkpointStates)})$`),
    ({ state = '' }) => ({
      type: 'CheckpointStatusChanged',
      says: { status: checkpointStates.get(state) },
      needs: ['checkpoint'],
    }),
  ],
  [
    new RegExp(`^${crossing}Status(?:Changed|Reported|Updated|Corrected)$`),
    as('CheckpointStatusChanged', 'checkpoint', 'status'),
  ],
  [
    new RegExp(`(?:Alert|Warning)(?<state>${oneOf(alertStates)})$`),
    ({ state = '' }) => ({
      type: `PublicAlert${alertStates.get(state)}`,
      says: {},
      needs: ['capIdentifier'],
    }),
  ],
  [
    new RegExp(`^Task(?<answer>${oneOf(taskAnswers)})$`),
    ({ answer = '' }) => ({ type: taskAnswers.get(answer)!, says: {}, needs: ['task'] }),
  ],
  // The centre takes a task away; whoever else gives it up does it no longer, as if they had declined it.
  [taskGivenUp, as('TaskWithdrawn', 'task')],
  [taskGivenUp, as('TaskDeclined', 'task')],
  // That a task came in is no promise; with whom it will be done, it is one.
  [/^TaskAck(?:nowledged|ed|d)?$/, as('TaskAccepted', 'task', ['unit', 'personnel'])],
  [
    new RegExp(`^(?:(?:Lead|Incident)?Handover|(?:Lead|Incident)Transfer)(?<step>${oneOf(handovers)})$`),
    ({ step = '' }) => ({ type: `Handover${handovers.get(step)}`, says: {}, needs: [] }),
  ],
  [
    new RegExp(
      `^${people}(?:Committed|Deployed|Assigned|Allocated|Pledged|Promised|Reserved|Earmarked|Provided|Detached)$`,
    ),
    as('ResourceCommitted', ['unit', 'personnel']),
  ],
  // Whoever is sent out on a request is bound to it; of others it is told how far they are.
  [new RegExp(dispatched), as('ResourceCommitted', ['unit', 'personnel'], ['request', 'task'])],
  [
    new RegExp(dispatched),
    () => ({ type: 'UnitStatusReported', says: { status: 'dispatched' }, needs: ['unit'] }),
  ],
  [
    new RegExp(`^${unit}(?<state>${oneOf(unitStates)})$`),
    ({ state = '' }) => ({
      type: 'UnitStatusReported',
      says: { status: unitStates.get(state) },
      needs: ['unit'],
    }),
  ],
  [
    /^(?:Resources|Support|Assistance|Reinforcements?|Backup|Help|MutualAid|Personnel|Crew|Unit|Equipment)Requested$/,
    as('ResourceRequested', 'request'),
  ],
  // Drones, blankets, engineers: what comes in a number.
  [
    /^(?!Release|Forensic|Handover|Lead|Resource)\w+Requested$/,
    as('ResourceRequested', 'request', ['personnel', 'quantity']),
  ],
  [
    new RegExp(`^${people}(?:Released|Freed|Recalled|Withdrawn|StoodDown)$`),
    as('ResourceReleased', ['request', 'task', 'unit']),
  ],
  [new RegExp(`^Missing${person}(?:Located|Found)$`), as('MissingPersonFound')],
  [new RegExp(`^${person}(?:Located|Found)$`), as('MissingPersonFound', ['subject', 'subjects'])],
  [
    new RegExp(`^Missing${person}Reported$|^${person}(?:ReportedMissing|Missing)$`),
    as('MissingPersonReported'),
  ],
  [new RegExp(`^Missing${person}Corrected$`), as('MissingPersonCorrected')],
  [
    new RegExp(
      `^${suspect}s?(?:Detained|Arrested|Apprehended|Captured|Caught|Recaptured|Retaken|Surrendered)$`,
    ),
    as('SubjectApprehended', ['subject', 'subjects']),
  ],
  [new RegExp(`^${kept}${gone}(?:Reported)?$`), as('PrisonerEscapeReported', 'subjects')],
  [new RegExp(`^${kept}${gone}Corrected$`), as('PrisonerEscapeCorrected', 'subjects')],
  // Whoever keeps prisoners, and says who and how many, tells of those who are out.
  [
    new RegExp(`^\\w*${onTheWay}${fallenUpon}(?:Reported)?$`),
    as('PrisonerEscapeReported', 'subjects', 'count'),
  ],
  [
    /^(?:Prisoner|Inmate|Detainee|Convict|Escapee)s?(?:BackInCustody|BackInPrison|ReturnedTo(?:Custody|Prison))$/,
    as('CustodyRestored', ['subject', 'subjects']),
  ],
  [
    new RegExp(
      `^(?:\\w*${record}s?)?(?:Released|Disclosed|Shared|Passed|PassedOn|Forwarded)(?:(?:To|With)\\w*)?$`,
    ),
    as('ReleaseGranted', 'event', 'to'),
  ],
  [
    new RegExp(
      `^(?:${record})?${oneOf(releasing)}(?:Granted|Given|Widened|Extended|Broadened|Expanded|Enlarged)$`,
    ),
    as('ReleaseGranted', 'event', 'to'),
  ],
  [
    new RegExp(`^(?:${record})?${oneOf(releasing)}(?:${undone}|Ended)$`),
    as('ReleaseRevoked', ['event', 'release'], ['to', 'release']),
  ],
  [
    new RegExp(
      `^Incidents?(?:Unmerged|Demerged|Separated)$|^Incidents?Merger?(?:${undone})$|^Merger?(?:${undone})$`,
    ),
    as('IncidentUnmerged', [
      'corrects',
      'retracts',
      'event',
      'incident',
      'into',
      'from',
      'a',
      'incidents',
      'merged',
      'source',
    ]),
  ],
  [
    new RegExp(`^Incident(?<state>${oneOf(incidentStates)})$`),
    ({ state = '' }) => ({
      type: 'IncidentStatusReported',
      says: { status: incidentStates.get(state) },
      needs: [],
    }),
  ],
  [
    /^AllClear(?:Given|Declared|Announced|Sounded)?$/,
    () => ({ type: 'IncidentStatusReported', says: { status: 'resolved' }, needs: [] }),
  ],
  [
    /^(?:Major|Critical|Serious)?(?:Incident|Emergency)(?:Declared|Created|Registered|Raised|Started)$/,
    as('IncidentOpened'),
  ],
  [
    /^Incident(?:(?:Status|State)(?:Changed|Updated)|Upgraded|Downgraded|Escalated|DeEscalated)$/,
    as('IncidentStatusReported', 'status'),
  ],
  // Who saw something is sealed there, and can be erased.
  [/^(?:\w+)?Observation(?:Reported|Received|Made)$/, as('SightingReported', 'reporter')],
  [/Retracted$/, as('ReportRetracted', ['corrects', 'retracts', 'target', 'event', 'release'])],
  [
    new RegExp(`^(?!PublicAlert)\\w*(?:${record}|Claim|Count|Figure)s?(?:${undone}|TakenBack|Annulled)$`),
    as('ReportRetracted', ['corrects', 'retracts', 'target']),
  ],
  [
    new RegExp(`^(?<measure>Evacuation|Quarantine)(?:${undone}|CalledOff|Ended|Removed|Rescinded)$`),
    ({ measure = '' }) => ({ type: `${measure}Lifted`, says: {}, needs: [] }),
  ],
  [/^(?:Ship|Forest|Wild)?[Ff]ire(?:Extinguished|PutOut)$/, as('FireOut')],
  [/^(?:Ship|Forest|Wild)?[Ff]ire(?:Controlled|UnderControl|BroughtUnderControl)$/, as('FireContained')],
  [/^(?:Training|Drill|Exercise)Inject(?:Given|Played|Sent)?$/, as('ExerciseInject')],
  [/^FalseAlarm(?:Declared|Confirmed|Reported|Established)?$/, as('FalseAlarmFound')],
  [
    /^(?:Task|Deadline|TaskDeadline)(?:Missed|Overdue|Expired|Passed|Breached|Exceeded|Elapsed|Lapsed|NotMet)$/,
    as('TaskDeadlinePassed', 'task'),
  ],
  [
    /^(?:Task)?(?:Deadline|TimeLimit|DueDate|DueTime)(?:Set|Fixed|Agreed|Given|Imposed|Changed|Moved|Extended|Shortened|Prolonged)$/,
    as('TaskAssigned', 'task', 'deadline'),
  ],
  [/^(?:Agency)?(?:StoodDown|StandDown|StandsDown)$/, as('AgencyStoodDown')],
  [
    /^Lead(?:Agency)?(?:Assigned|Changed|Appointed|Designated|Transferred|HandedOver|Passed(?:On)?)$/,
    as('LeadAgencyAssigned', 'agency'),
  ],
  [new RegExp(`^${moved}(?:Started|Departed|Begun)$`), as('TransferStarted')],
  [new RegExp(`^${moved}(?:Completed|Arrived|Ended)$`), as('TransferCompleted')],
  [/^IncidentsMerged$/, as('IncidentMerged')],
  [
    /^(?:Duplicate|Double)Incident(?:Found|Identified|Confirmed|Reported|Closed)$/,
    as('IncidentMerged', 'into'),
  ],
  [/^Incident(?:Marked(?:As)?)?Duplicate(?:d|Of|Found|Identified|Confirmed)?$/, as('IncidentMerged', 'into')],
  [/^IncidentsSplit$/, as('IncidentSplit')],
  [/^IncidentLinked$/, as('IncidentsLinked')],
  [/^IncidentUnlinked$/, as('IncidentsUnlinked')],
  [/(?:Conflict|Dispute|Contradiction)(?:Resolved|Settled|Decided)$/, as('DecisionRecorded')],
  [
    /^(?:Command|Joint)?(?:Decision|Ruling|Determination)(?:Taken|Made|Issued|Reached|Given|Recorded)$|^(?:Command|Joint)Decision$|^Ruling$/,
    as('DecisionRecorded'),
  ],
  [/^(?:Consul|Consulate|Consular|Embassy)s?(?:Notified|Informed|Told|Contacted)$/, as('ConsularNotified')],
  [/^(?:Names?|Identity)Erased$/, as('PersonalDataErased', ['target', 'event'])],
  // A disease goes by its name: AnthraxSuspected.
  [/^(?!Animal|Human|Disease)\w+Suspected$/, as('DiseaseSuspected', 'disease')],
  [/^(?!Animal|Human|Disease|Identity|Warning|Hotspot)\w+Confirmed$/, as('DiseaseConfirmed', 'disease')],
  [/^(?:Human|Animal)(?:Disease|Infection)Confirmed$/, as('DiseaseConfirmed')],
  [/^(?:Disease|Infection)?Outbreak(?:Confirmed|Declared)$/, as('DiseaseConfirmed', 'disease')],
  [/^(?:Human|Animal)(?:Disease|Infection)(?:Resolved|Ended|Over)$/, as('DiseaseResolved')],
  // CholeraRuledOut, OutbreakRefuted: what was suspected is not so.
  [
    /^(?:Animal|Human)?(?:Disease|Infection|Outbreak|Suspicion)(?:RuledOut|Refuted|Excluded|NotConfirmed)$|^(?!Identity)\w+RuledOut$/,
    (groups) => ({ ...as('DiseaseResolved', 'disease')(groups), says: { status: 'refuted' } }),
  ],
  [/^CasualtyReported$/, as('CasualtiesReported')],
  [/^ProbationConditionBreached$/, as('ProbationBreached')],
  [/^ProbationConditionCompleted$/, as('ProbationCompleted')],
]
