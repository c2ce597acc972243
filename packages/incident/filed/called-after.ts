import { abating, ceasing } from './abating.ts'

/**
 * The subject of a report's type, in words: `RoadStatusReported` is about the `road`, and so are `RoadStatusCorrected` and
 * `RoadStatusUpdated`; the `FloodLevelReported` is about the `flood`, as the `FloodReceded` is. A thing that goes on for a
 * while stays one thing from `HungerStrikeStarted` to `HungerStrikeEnded`.
 */
export const calledAfter = (reportType: string): string =>
  reportType
    .replace(saidOfIt, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase()

/** How something is or how much there is of it, which is what its numbers say. */
const whatIsTold = [
  ...['Status', 'Situation', 'Level', 'Stage', 'Height', 'Size', 'Extent', 'Progress'],
  ...['Figures', 'Numbers', 'Reading', 'Readings', 'Measurement', 'Measurements'],
]

const saidOfIt = new RegExp(
  `(?<=.)(?:(?:${whatIsTold.join('|')})?(?:${[
    ...['Reported', 'Corrected', 'Amended', 'Revised', 'Rectified', 'Updated', 'Recorded', 'Observed'],
    ...['Assessed', 'Notified', 'Announced', 'Signalled', 'Signaled', 'Communicated', 'Published', 'Logged'],
    ...['Noted', 'Stated', 'Described', 'Mapped', 'Evaluated', 'Sighted', 'Spotted', 'Discovered'],
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
    ...[
      'Started',
      'Begun',
      'Began',
      'Initiated',
      'Commenced',
      'BrokeOut',
      'Occurred',
      'Continued',
      'Advanced',
      'Escalated',
      'Changed',
    ],
    ...['Imposed', 'Ordered', 'Established', 'Extended', 'Lifted'],
    ...['CrossedBorder', 'ReachedBorder', 'Crossed', 'Spread', 'Grew', 'Peaked'],
    ...['Rose', 'Fell', 'Increased', 'Decreased', 'Worsened', ...abating, ...ceasing],
  ].join('|')}))+$`,
)
