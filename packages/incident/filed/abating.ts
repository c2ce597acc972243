/** Said of what is no longer what it was, though it may not be over: a flood that receded, a leak that was stopped. */
export const abating = [
  ...['Contained', 'UnderControl', 'BroughtUnderControl', 'Stabilised', 'Stabilized', 'Isolated', 'Secured'],
  ...[
    'Receded',
    'Receding',
    'Subsided',
    'Subsiding',
    'Abated',
    'Eased',
    'DiedDown',
    'Weakened',
    'Dissipated',
  ],
  ...['Stopped', 'Halted', 'Sealed', 'Plugged', 'Capped', 'Shut', 'ShutOff', 'Closed', 'Suppressed'],
]

/** Said of what is over. */
export const ceasing = [
  ...[
    'Ended',
    'Over',
    'Ceased',
    'Finished',
    'Terminated',
    'Concluded',
    'Resolved',
    'Extinguished',
    'PutOut',
    'Quelled',
    'Subdued',
  ],
  ...[
    'Dispersed',
    'Defused',
    'Neutralised',
    'Neutralized',
    'Cleared',
    'CleanedUp',
    'Cleaned',
    'MoppedUp',
    'Repaired',
    'Fixed',
  ],
  ...['PumpedOut', 'PumpedDry', 'Drained', 'Settled', 'Eradicated', 'BurntOut', 'BurnedOut', 'RuledOut'],
]

/** What is said once those who rose up are in hand again; of a block alone it says nothing of the others. */
export const orderRestored =
  /(?<!Partial)(?:Order|Calm|Peace|Control)(?:Restored|Regained|Reestablished|Retaken)$|^(?:Prison|Jail|Facility|Building)(?:Retaken|Recaptured|BackUnderControl)$/
