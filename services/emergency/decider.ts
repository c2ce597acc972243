import {
  correctsOneOf,
  defineRules,
  evolveRecords,
  mustCorrect,
  type PastOf,
  type Records,
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

type EmergencyPast = PastOf<typeof vocabulary>

/** What emergency management holds itself to, besides what all agencies have agreed on. */
const forbids = (command: Command, records: Records): Rejection | undefined =>
  otherHazard(command, records) ?? rules(command, records)

/** The status of a flood is corrected where one was told, and so with each hazard but fire, which has more to it. */
const otherHazard = (command: Command, records: Records): Rejection | undefined => {
  const hazard = /^Correct(.+)Status$/.exec(command.name)?.[1]
  if (hazard === undefined || hazard === 'Fire') return undefined
  const reports = ['Reported', 'StatusReported', 'StatusCorrected'].map((what) => `${hazard}${what}`)
  return mustCorrect(command, records, ...reports)
}

const rules = defineRules(vocabulary.events, {
  FireStatusCorrected: (command, { records }) => mustCorrect(command, records, ...figures, ...ends),
  FireStatusReported: (command, past) => fireIsOut(command, past),
  FireContained: (command, past) => fireIsOut(command, past),
  FireOut: (_, past) =>
    lastOfFire(past) === undefined
      ? { code: 'no-fire', detail: 'No fire was reported in this incident.' }
      : undefined,
  PublicAlertUpdated: ({ data }, past) => unknownAlert(data.replaces ?? data.capIdentifier, past),
  PublicAlertCancelled: ({ data }, past) => unknownAlert(data.replaces ?? data.capIdentifier, past),
})

const fireIsOut = (command: Command, past: EmergencyPast): Rejection | undefined =>
  lastOfFire(past) === 'FireOut' && !correctsOneOf(command, past.records, ...figures, ...ends)
    ? {
        code: 'fire-out',
        detail: 'The fire is out. Report a new fire, or correct the report that it is out.',
      }
    : undefined

const lastOfFire = ({ last }: EmergencyPast): string | undefined => last([...figures, ...ends])?.type

const unknownAlert = (aim: string, { records }: EmergencyPast): Rejection | undefined =>
  records.byId.some(({ data }) => (data as { readonly capIdentifier?: string }).capIdentifier === aim)
    ? undefined
    : { code: 'unknown-alert', detail: `No alert ${aim} was issued in this incident.` }

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
        detail: `Detections of batch ${batch} were delivered again in ${again}. Retract ${again} first.`,
      }
  }
  return undefined
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
