/**
 * The same name with other words for what it is about or for what is done: a `HelpPromised` may be a `ResourceCommitted`, a
 * `MattersTied` the `IncidentsLinked`. Which of them somebody here has is for others to say.
 */
export const sameDeeds = (name: string): readonly string[] =>
  withOthers(name, things, 'begins')
    .flatMap((one) => withOthers(one, deeds, 'ends'))
    .slice(1)

const withOthers = (
  name: string,
  sets: readonly (readonly string[])[],
  at: 'begins' | 'ends',
): readonly string[] => {
  const others = sets.flatMap((words) => {
    const word = longest(words.filter((one) => isWhole(name, one, at)))
    if (word === undefined) return []
    const rest = at === 'begins' ? name.slice(word.length) : name.slice(0, name.length - word.length)
    return words.map((one) => (at === 'begins' ? `${one}${rest}` : `${rest}${one}`))
  })
  return [...new Set([name, ...others])]
}

const longest = (words: readonly string[]): string | undefined =>
  words.toSorted((one, other) => other.length - one.length)[0]

/** Whether a name is more than that word and has it at that end, with no letter of another word. */
const isWhole = (name: string, word: string, at: 'begins' | 'ends'): boolean => {
  if (name.length <= word.length) return false
  if (at === 'ends') return name.endsWith(word)
  return name.startsWith(word) && /^s?\p{Lu}/u.test(name.slice(word.length))
}

const sets = (...words: readonly string[]): readonly (readonly string[])[] =>
  words.map((set) => set.split(' '))

/** Words for the same thing. */
const things = sets(
  'Incident Case Matter Affair',
  'Task Assignment Mission Tasking Job WorkOrder Duty Errand Order',
  'JointOperation Operation',
  'Resource Forces Help Aid Support Assistance Backup Reinforcement Unit Crew Team Squad Troop Personnel',
  'Checkpoint Crossing Post BorderPost BorderCrossing',
  'Prisoner Inmate Detainee Convict Custody',
  'Subject Suspect Fugitive Escapee Man Woman Person Boy Girl Runaway Absconder',
  'Decision Ruling Verdict Call',
  'PersonalData Name PersonalInformation',
  'Identity Face Fingerprint Fingerprints',
  'Sighting Observation',
)

/** Words for the same deed. */
const deeds = sets(
  'Opened Declared Created Registered Raised Started StartedUp SetUp StoodUp Launched Begun Activated',
  'Closed Ended Concluded Terminated Finished StoodDown WoundUp WrappedUp',
  'Requested Asked AskedFor CalledFor Sought Wanted',
  'Committed Promised Pledged Provided Given Granted Lent Deployed Assigned Sent Detached',
  'Released Freed Recalled Withdrawn TakenBack SentBack SentHome StoodDown',
  'Accepted Taken TakenOn TakenUp Undertaken Agreed AgreedTo Confirmed',
  'Declined Refused Rejected TurnedDown Denied',
  'Completed Done Finished Fulfilled CarriedOut Executed',
  'Withdrawn Cancelled Canceled Revoked Rescinded CalledOff Lifted TakenBack',
  'Assigned Issued Given Allocated Allotted Delegated HandedOut',
  'Linked Tied TiedTogether Joined Connected Associated Related',
  'Unlinked Untied Disconnected Delinked Separated',
  'Merged Combined United PutTogether FoldedTogether',
  'Acknowledged Received TakenNoteOf',
  'Apprehended Detained Arrested Captured Caught Recaptured PickedUp Nabbed RoundedUp',
  'Escaped WalkedOut WalkedAway WalkedOff SlippedAway SlippedOut GotAway GotOut Absconded Fled BrokeOut RanAway RanOff UnauthorisedAbsence UnauthorizedAbsence AbsentWithoutLeave',
  'BackInCustody BackInside BackBehindBars Readmitted BroughtBack',
  'Erased Deleted RubbedOut BlackedOut Redacted BlottedOut StruckOut Wiped',
  'Confirmed Matched Verified Established',
  'Recorded Taken Made Reached Issued',
  'Issued Published Broadcast SentOut',
  'StatusReported Updated StatusUpdated Update SituationReported',
)

const wordsOf = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => name.split(/(?=[A-Z])/))

/** What things and deeds are called here, and what else stands in the names of events: a short word may be short for one of these. */
export const lexicon: ReadonlySet<string> = new Set([
  ...wordsOf([...things, ...deeds].flat()),
  ...wordsOf(deeds.flat().filter((deed) => deed.endsWith('ed'))).map((deed) => deed.replace(/e?d$/, '')),
  ...['Report', 'Reported', 'Request', 'Record', 'Message', 'Statement', 'Intelligence', 'Information'],
  ...['Status', 'Fire', 'Vehicle', 'Theft', 'Escape', 'Casualties', 'Evacuation', 'Quarantine', 'Exercise'],
  ...['Inject', 'Forensic', 'Hostage', 'Ambulance', 'Dispatched', 'Contained', 'Identified', 'Returned'],
  ...['Evacuated', 'Injured', 'Stolen', 'Spotted', 'Highway', 'Hospital', 'Suspected', 'Extinguished'],
])

/**
 * The deeds that a noun is made of: an `Acceptance` of something is that it was `Accepted`, its `Termination` that it was
 * `Terminated`.
 */
export const deedsOf = (noun: string): readonly string[] => {
  const stem = noun.replace(/(?:ission|ification|ation|ition|tion|sion|ance|ence|ment|al|ure|er|sal)$/, '')
  if (stem.length < 4 || stem === noun)
    return deeds.flat().filter((deed) => deed === `${noun}ed` || deed === `${noun}d`)
  return [...new Set(deeds.flat())].filter((deed) => deed.startsWith(stem))
}
