/**
 * An event's name with the nouns that we have for the same: a `CaseOpened` is an `IncidentOpened`, an `AssignmentAccepted` a
 * `TaskAccepted`, an `OperationLaunched` a `JointOperationOpened`, a `ResourceRequest` a `ResourceRequested`, a `SightingLogged` a
 * `SightingReported`. Undefined where it has none of those words.
 */
export const withOurNouns = (type: string): string | undefined => {
  const renamed = nouns.reduce((name, [theirs, ours]) => name.replace(theirs, ours), type)
  return renamed === type ? undefined : renamed
}

const nouns: readonly (readonly [theirs: RegExp, ours: string])[] = [
  [/^Case(?=[A-Z]|s[A-Z])/, 'Incident'],
  [/^(?:Assignment|Mission|Tasking(?!Decided)|Job|WorkOrder)(?=[A-Z])/, 'Task'],
  [
    /^(?:Joint)?Operation(?:Launched|Started|Begun|Activated|Established|Initiated|Commenced|Opened)$/,
    'JointOperationOpened',
  ],
  [
    /^(?:Joint)?Operation(?:Ended|Concluded|Terminated|Completed|Finished|StoodDown|ClosedOut|Closed)$/,
    'JointOperationClosed',
  ],
  [/(?<=.)(Report|Request)$/, '$1ed'],
  // What these are has a type of its own.
  [
    /(?<=.)(?<!Feedback|Tip|Report|Hours|Answer|Agency)(?:Logged|Noted|Entered|Registered|Received|Submitted)$/,
    'Reported',
  ],
]
