import { millisecondsOf } from '@concord/kernel'
import type { LineResult } from './deliver.ts'
import type { Delivery } from './deliveries.ts'
import type { BadInput } from './report-line.ts'

/** What an import came to. `recorded` and `repeated` are answers of the agencies, not counts of what was sent. */
export interface ImportSummary {
  readonly read: number
  /** How many satellite detections the reports that were read carry: one report is a batch of them. */
  readonly detections: number
  /** Reports that had been sent when the import was stopped, and were not answered: they may be recorded or not. */
  readonly underWay: number
  readonly recorded: number
  readonly repeated: number
  readonly refused: readonly { readonly reference: string; readonly code: string; readonly detail: string }[]
  readonly bad: readonly BadInput[]
  /** The types that their agency does not have: their reports are filed under the sender's word for them. */
  readonly filed: readonly string[]
  /** What was filed as a report under the name of its type because it does not fit that, and why. */
  readonly misfits: readonly { readonly reference: string; readonly type: string; readonly detail: string }[]
  /** Erasures that name nothing that their agency holds: they are on record, and nothing was destroyed. */
  readonly withoutEffect: readonly string[]
  /** What would change another agency's record: it stands beside that, as its own agency's word. */
  readonly beside: readonly string[]
  /** What was recorded and says that it happened after its system had recorded it: a clock or an offset may be wrong. */
  readonly ahead: readonly string[]
  /** The last position at which something of it stands; undefined when nothing does. */
  readonly position: string | undefined
  /** The agency that owns the record, and so certainly sees it in the joint picture. */
  readonly owner: string | undefined
  /** Why it ended before the files did; undefined when it did not. */
  readonly stopped: string | undefined
}

/** Adds up what becomes of an import. */
export interface Tally {
  /** What was answered to a delivery by an agency. */
  readonly add: (delivery: Delivery, results: readonly LineResult[], agency: string | undefined) => void
  /** A delivery that was stopped before it was answered. */
  readonly breakOff: (delivery: Delivery) => void
  /** How far it is, in a few words. */
  readonly note: () => string
  readonly summary: (stopped?: string) => ImportSummary
}

/** Begins to add up: nothing has been read. */
export const tallying = (): Tally => {
  const total = {
    read: 0,
    detections: 0,
    underWay: 0,
    recorded: 0,
    repeated: 0,
    refused: [] as ImportSummary['refused'][number][],
    bad: [] as BadInput[],
    filed: [] as string[],
    misfits: [] as ImportSummary['misfits'][number][],
    withoutEffect: [] as string[],
    beside: [] as string[],
    ahead: [] as string[],
    position: undefined as string | undefined,
    owner: undefined as string | undefined,
  }
  const reach = (position: string | undefined, agency: string | undefined): void => {
    if (position === undefined || BigInt(position) <= BigInt(total.position ?? 0)) return
    total.position = position
    total.owner = agency
  }
  const countFiled = ({ type, reference }: Line, detail: string): void => {
    if (detail !== '') total.misfits.push({ reference, type, detail })
    else if (!total.filed.includes(type)) total.filed.push(type)
  }
  const count = (line: Line, result: LineResult): void => {
    const { reference, data } = line
    if (result.filedAs !== undefined) countFiled(line, faultsOf(result).trim())
    if (result.effect === 'none') total.withoutEffect.push(reference)
    if (result.status >= 300) {
      const { code = String(result.status), detail = '' } = result
      total.refused.push({ reference, code, detail: detail + faultsOf(result) })
      return
    }
    if (isBeside(data)) total.beside.push(reference)
    if (isAhead(line)) total.ahead.push(reference)
    if (result.repeated) total.repeated++
    else total.recorded++
  }
  return {
    add: ({ lines, bad }, results, agency) => {
      total.bad.push(...bad)
      total.read += lines.length
      total.detections += lines.reduce((sum, { data }) => sum + detectionsIn(data), 0)
      for (const [index, result] of results.entries()) {
        reach(result.position, agency)
        count(lines[index]!, result)
      }
    },
    breakOff: ({ lines, bad }) => {
      total.bad.push(...bad)
      total.read += lines.length
      total.underWay += lines.length
    },
    note: () => `${total.recorded} recorded, ${total.repeated} known before`,
    summary: (stopped) => ({ ...total, stopped }),
  }
}

type Line = Delivery['lines'][number]

/** Whether a line says that it disputes a record, as story-others.ts has it. */
const isBeside = (data: unknown): boolean => typeof data === 'object' && data !== null && 'disputes' in data

/** Whether a line happened after it was recorded, as it says itself. */
const isAhead = ({ occurredAt, recordedAt }: Line): boolean =>
  recordedAt !== undefined && millisecondsOf(occurredAt) > millisecondsOf(recordedAt)

const detectionsIn = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'detections' in data && Array.isArray(data.detections)
    ? data.detections.length
    : 0

/** The fields that are wrong, in a line. */
const faultsOf = ({ errors = [] }: LineResult): string =>
  errors.map(({ pointer, detail }) => ` ${pointer} ${detail}.`).join('')
