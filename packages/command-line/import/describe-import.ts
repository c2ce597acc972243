import type { ImportSummary } from './import-summary.ts'

/** How many refusals and bad places are told one by one; the rest is counted. */
const TOLD = 20

/** The summary for a person, one line a fact. */
export const describeImport = (summary: ImportSummary): readonly string[] => [
  `${counted(summary.read, 'report')} read${summary.detections > 0 ? ` with ${counted(summary.detections, 'satellite detection')}` : ''}: ${summary.recorded} recorded, ${summary.repeated} known before, ${summary.refused.length} refused.`,
  ...(summary.filed.length > 0
    ? [
        `Filed as reports, because their agency has no such type (docs/analyst.md says which of their details count): ${summary.filed.join(', ')}.`,
      ]
    : []),
  ...(summary.misfits.length > 0
    ? [
        `${counted(summary.misfits.length, 'record')} filed as reports under the names of their types, because their details do not fit these types:`,
      ]
    : []),
  ...told(summary.misfits, (one) => `${one.reference} ${one.type}: ${one.detail}`),
  ...(summary.withoutEffect.length > 0
    ? [
        `Erasures without effect, because the agency holds nothing that they name (${summary.withoutEffect.length}): ${summary.withoutEffect.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...(summary.beside.length > 0
    ? [
        `Recorded beside the records of other agencies, which they meant to change (${summary.beside.length}): ${summary.beside.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...(summary.ahead.length > 0
    ? [
        `Recorded before they happened, according to their own times; check the clocks and offsets (${summary.ahead.length}): ${summary.ahead.slice(0, TOLD).join(', ')}.`,
      ]
    : []),
  ...told(summary.refused, (one) => `refused ${one.reference}: ${one.code}. ${one.detail}`),
  ...(summary.bad.length > 0
    ? [`${counted(summary.bad.length, 'place')} of the input cannot be imported:`]
    : []),
  ...told(summary.bad, (one) => `${one.place}: ${one.detail.replaceAll('\n', ' ')}`),
  ...(summary.stopped === undefined
    ? []
    : [
        `Stopped before the end: ${summary.stopped}.${underWay(summary)} Import the same files again in the same way: the import goes on where it stopped, and records nothing twice.`,
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
    : ` ${counted(underWay, 'report')} had been sent and not answered, so they may or may not have been recorded.`

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
