import type { ImportSummary } from './import-summary.ts'

/** How many refusals and bad places are told one by one; the rest is counted. */
const TOLD = 20

/** The summary for a person, one line a fact. */
export const describeImport = (summary: ImportSummary): readonly string[] => [
  `${counted(summary.read, 'report')} read${summary.detections > 0 ? ` with ${counted(summary.detections, 'satellite detection')}` : ''}: ${summary.recorded} recorded, ${summary.repeated} known before, ${summary.refused.length} refused.`,
  ...(summary.filed.length > 0
    ? [
        `Filed as reports, because their agency has no such type (docs/analyst.md says what of them counts all the same): ${summary.filed.join(', ')}.`,
      ]
    : []),
  ...(summary.misfits.length > 0
    ? [
        `${counted(summary.misfits.length, 'record')} filed as reports under the name of their type, because their details do not fit it:`,
      ]
    : []),
  ...told(summary.misfits, (one) => `${one.reference} ${one.type}: ${one.detail}`),
  ...(summary.withoutEffect.length > 0
    ? [
        `Erasures without effect, because nothing that they name is held there (${summary.withoutEffect.length}): ${summary.withoutEffect.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...(summary.beside.length > 0
    ? [
        `Recorded beside the records of other agencies that they would change (${summary.beside.length}): ${summary.beside.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...(summary.ahead.length > 0
    ? [
        `Recorded before they happened, as they say themselves; compare the clocks and the offsets (${summary.ahead.length}): ${summary.ahead.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...told(summary.refused, (one) => `refused ${one.reference}: ${one.code}. ${one.detail}`),
  ...(summary.bad.length > 0
    ? [`${counted(summary.bad.length, 'place')} of the input cannot be brought in:`]
    : []),
  ...told(summary.bad, (one) => `${one.place}: ${one.detail.replaceAll('\n', ' ')}`),
  ...(summary.stopped === undefined
    ? []
    : [
        `Stopped before the end: ${summary.stopped}.${underWay(summary)} Import the same files in the same way again: what was recorded is known then, and it goes on from there.`,
      ]),
]

/** The first of a list, a line each, and how many more there are. */
const told = <One>(list: readonly One[], line: (one: One) => string): readonly string[] => [
  ...list.slice(0, TOLD).map((one) => `  ${line(one)}`),
  ...(list.length > TOLD ? [`  and ${list.length - TOLD} more (--json names all)`] : []),
]

const underWay = ({ underWay }: ImportSummary): string =>
  underWay === 0
    ? ''
    : ` ${counted(underWay, 'report')} had been sent and not been answered: recorded or not, nobody knows here.`

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
