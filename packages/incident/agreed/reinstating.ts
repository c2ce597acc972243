import type { RecordState, Records } from './records.ts'
import { supersessionOf } from './records.ts'

/**
 * The retractions by which a record is gone, whether they or the record are named; none where nothing took it back. An older
 * system's retraction of a report that was put right takes back the report and each correction, one after the other: all of
 * those are meant.
 */
export const retractionsMeant = (records: Records, named: string): readonly string[] => {
  const word = supersessionOf(records, records.byId.get(named)?.retracts ?? named)
  return word?.fate === 'retracted' ? takenBackWith(records, word.by) : []
}

/** Retractions that stand side by side in the stream and take back what stood in one place. */
const takenBackWith = ({ byId }: Records, retraction: string): readonly string[] => {
  const placeOf = ({ retracts }: RecordState) => byId.get(retracts ?? '')?.place
  const place = placeOf(byId.get(retraction)!)
  const entries = [...byId.entries()]
  const at = entries.findIndex(([id]) => id === retraction)
  const isPart = ([, record]: readonly [string, RecordState]) => placeOf(record) === place
  const before = entries.slice(0, at).findLastIndex((entry) => !isPart(entry)) + 1
  const after = entries.slice(at).findIndex((entry) => !isPart(entry))
  return entries.slice(before, after < 0 ? undefined : at + after).map(([id]) => id)
}
