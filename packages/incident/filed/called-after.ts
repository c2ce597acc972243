/**
 * The subject of a report's type, in words: `RoadStatusReported` is about the `road`, and so are `RoadStatusCorrected` and
 * `RoadStatusUpdated`. A thing that goes on for a while stays one thing from `HungerStrikeStarted` to `HungerStrikeEnded`.
 */
export const calledAfter = (reportType: string): string =>
  reportType
    .replace(saidOfIt, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase()

const saidOfIt = new RegExp(
  `(?<=.)(?:(?:Status|Situation)?(?:${[
    ...['Reported', 'Corrected', 'Amended', 'Revised', 'Updated', 'Recorded', 'Observed', 'Assessed'],
    ...[
      'Suspected',
      'Confirmed',
      'RuledOut',
      'Raised',
      'Declared',
      'Detected',
      'Found',
      'Checked',
      'Verified',
    ],
    ...['Measured', 'Estimated', 'Counted', 'Surveyed', 'Calculated'],
    ...['Started', 'Begun', 'Began', 'Continued', 'Escalated', 'Changed', 'Stopped', 'Ended', 'Over'],
    ...['Imposed', 'Ordered', 'Established', 'Extended', 'Lifted'],
    ...['CrossedBorder', 'ReachedBorder', 'Crossed', 'Spread', 'Grew', 'Contained', 'Peaked', 'Receded'],
  ].join('|')}))+$`,
)
