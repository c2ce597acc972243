import { mustCorrect, type RecordsAnd, recordingDecider, typesByCommand } from '@concord/incident'
import type { Command, RecordedEvent, Rejection } from '@concord/kernel'
import { Map as PersistentMap, Set as PersistentSet } from 'immutable'
import { type DeliveredDetection, deduplicate, type KeptDetection } from './hotspot.ts'
import { vocabulary } from './view.ts'

/** The detections of this incident: all keys, and which batch brought which, so that a batch can be taken back. */
interface Detected {
  readonly keys: PersistentSet<string>
  readonly byBatch: PersistentMap<string, readonly string[]>
}

const nothingDetected: Detected = { keys: PersistentSet(), byBatch: PersistentMap() }

const evolve = (detected: Detected, { id, type, data, envelope }: RecordedEvent): Detected => {
  const gone = envelope.retracts ?? envelope.corrects
  const { keys, byBatch } = gone === undefined ? detected : withoutBatch(detected, gone)
  if (type !== 'HotspotBatchIngested') return { keys, byBatch }
  const { detections } = data as { readonly detections?: readonly KeptDetection[] }
  const brought = (detections ?? []).map(({ key }) => key)
  return { keys: keys.union(brought), byBatch: byBatch.set(id, brought) }
}

const withoutBatch = ({ keys, byBatch }: Detected, batch: string): Detected => ({
  keys: keys.subtract(byBatch.get(batch) ?? []),
  byBatch: byBatch.delete(batch),
})

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
      return lastOfFire(records) === 'FireOut' && command.context.corrects === undefined
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

const lastOfFire = (records: RecordsAnd<Detected>): string | undefined =>
  records.byId.findLast(
    ({ type, supersededBy }) =>
      supersededBy === undefined && [...figures, ...ends].some((one) => one === type),
  )?.type

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

/** A batch is recorded without what is known already: feeds overlap, and a detection must count once. */
const record = ({ name, data }: Command, { own }: RecordsAnd<Detected>): unknown => {
  const { detections, ...batch } = data as { readonly detections?: readonly DeliveredDetection[] }
  if (name !== 'IngestHotspotBatch' || detections === undefined) return data
  const { kept, duplicates } = deduplicate(detections, (key) => own.keys.has(key))
  return { rows: detections.length, ...batch, new: kept.length, duplicates, detections: kept }
}

export const decider = recordingDecider(typesByCommand(vocabulary.events), {
  initially: nothingDetected,
  evolve,
  forbids,
  record,
})
