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
  ...['Dispersed', 'Defused', 'Neutralised', 'Neutralized', 'Cleared', 'CleanedUp', 'Repaired', 'Fixed'],
  ...['PumpedOut', 'PumpedDry', 'Drained', 'Settled', 'Eradicated', 'BurntOut', 'BurnedOut'],
]
