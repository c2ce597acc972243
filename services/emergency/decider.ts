import {
  correctsOneOf,
  evolveRecords,
  lastStanding,
  mustCorrect,
  type RecordsAnd,
  recordingDecider,
  supersessionOf,
  typesByCommand,
} from '@concord/incident'
import type { AppendedEvent, Command, Rejection } from '@concord/kernel'
import { Map as PersistentMap } from 'immutable'
import { type DeliveredDetection, deduplicate, type KeptDetection } from './hotspot.ts'
import { vocabulary } from './view.ts'

/** The key of a detection to the batches that brought it, some of which may have been taken back since. */
type Detected = PersistentMap<string, readonly string[]>

interface Batch {
  readonly detections?: readonly KeptDetection[]
}

const evolve = (detected: Detected, { id, type, data }: AppendedEvent): Detected => {
  if (type !== 'HotspotBatchIngested') return detected
  const { detections = [] } = data as Batch
  return detected.withMutations((all) => {
    for (const { key } of detections) all.update(key, [], (batches) => [...batches, id])
  })
}

const figures = ['FireStatusReported', 'FireStatusCorrected', 'FireCrossedBorder', 'FireReported'] as const
const ends = ['FireContained', 'FireOut'] as const

/** What emergency management holds itself to, besides what all agencies have agreed on. */
const forbids = (command: Command, records: RecordsAnd<Detected>): Rejection | undefined => {
  const hazard = /^Correct(.+)Status$/.exec(command.name)?.[1]
  if (hazard !== undefined && hazard !== 'Fire') {
    const reports = ['Reported', 'StatusReported', 'StatusCorrected'].map((what) => `${hazard}${what}`)
    return mustCorrect(command, records, ...reports)
  }
  switch (command.name) {
    case 'CorrectFireStatus':
      return mustCorrect(command, records, ...figures, ...ends)
    case 'ReportFireStatus':
    case 'ReportFireContained':
      return lastOfFire(records) === 'FireOut' && !correctsOneOf(command, records, ...figures, ...ends)
        ? { code: 'fire-out', detail: 'The fire is out. Report a fire anew, or correct what was reported.' }
        : undefined
    case 'ReportFireOut':
      return lastOfFire(records) === undefined
        ? { code: 'no-fire', detail: 'No fire was reported in this incident.' }
        : undefined
    case 'UpdatePublicAlert':
    case 'CancelPublicAlert':
      return unknownAlert(command, records)
    default:
      return undefined
  }
}

/** Who takes a retraction back gives a batch back: what was delivered again meanwhile would count twice. */
const countsTwice = (
  { id, data, context }: Command,
  records: RecordsAnd<Detected>,
): Rejection | undefined => {
  if (context.retracts === undefined) return undefined
  const after = evolveRecords(records, { id, type: 'ReportRetracted', data, envelope: context })
  const givenBack = records.superseded.keySeq().filter((one) => supersessionOf(after, one) === undefined)
  for (const batch of givenBack) {
    const record = records.byId.get(batch)!
    if (record.type !== 'HotspotBatchIngested') continue
    const { detections = [] } = record.data as Batch
    const again = detections
      .flatMap(({ key }) => records.own.get(key) ?? [])
      .find((other) => other !== batch && supersessionOf(after, other) === undefined)
    if (again !== undefined)
      return {
        code: 'delivered-again',
        detail: `What batch ${batch} brought was delivered again in ${again}. Retract that first.`,
      }
  }
  return undefined
}

const lastOfFire = (records: RecordsAnd<Detected>): string | undefined =>
  lastStanding(records, ({ type }) => [...figures, ...ends].some((one) => one === type))?.type

interface AlertDetails {
  readonly capIdentifier: string
  readonly replaces?: string
}

const unknownAlert = ({ data }: Command, records: RecordsAnd<Detected>): Rejection | undefined => {
  const { capIdentifier, replaces } = data as AlertDetails
  const aim = replaces ?? capIdentifier
  const issued = records.byId.some((record) => (record.data as AlertDetails).capIdentifier === aim)
  return issued
    ? undefined
    : { code: 'unknown-alert', detail: `No alert ${aim} was issued in this incident.` }
}

/**
 * A batch is recorded without what is known already: feeds overlap, and a detection must count once. What only a batch
 * brought that was taken back, or that this one replaces, is not known.
 */
const record = ({ name, data, context }: Command, records: RecordsAnd<Detected>): unknown => {
  const { detections, ...batch } = data as { readonly detections?: readonly DeliveredDetection[] }
  if (name !== 'IngestHotspotBatch' || detections === undefined) return data
  const counts = (id: string) => id !== context.corrects && supersessionOf(records, id) === undefined
  const { kept, duplicates } = deduplicate(detections, (key) => records.own.get(key)?.some(counts) ?? false)
  return { rows: detections.length, ...batch, new: kept.length, duplicates, detections: kept }
}

/**
 * Decides on what emergency management records: by what all agencies are held to, and by the rules above. Detections
 * that were delivered before are left out.
 */
export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: PersistentMap() as Detected,
  evolve,
  forbids,
  contradicts: countsTwice,
  record,
})
