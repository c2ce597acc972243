import { DatabaseSync } from 'node:sqlite'
import type { StoredEvent } from '@concord/kernel'
import { openReadSide, packBatch } from '@concord/projection'
import { pictureProjection } from '../fold/picture-projection.ts'
import { vocabularyOf } from '../knowledge/vocabulary.ts'
import { openReadModels } from '../questions/read-models.ts'
import { audienceOf } from './random-log.ts'
import { smallRoster } from './small-roster.ts'

export const knowledge = {
  vocabulary: vocabularyOf(smallRoster),
  audienceOf,
  meaning: () => 'one',
  mostFound: 2,
  whereabouts: (lat: number) => ({ country: lat > 48.2 ? 'RU' : 'MN', place: undefined }),
}

const countedTogether = { eventsInBlock: 5, dayMs: 240_000 }

/** A read side in memory, in this thread. Few incidents are remembered and few events
 * counted together, so that forgetting and counting by blocks are part of the test. */
export const readSideInMemory = (rememberedEvents = 4) => {
  const side = openReadSide(':memory:', [
    pictureProjection({ ...knowledge, rememberedEvents, countedTogether }),
  ])
  const { database } = side.projections[0]!
  const modelsOver = (rows: DatabaseSync) =>
    openReadModels(rows, side.journal, { ...knowledge, countedTogether, walkedEvents: 7, rankedIncidents: 2 })
  /** Reads of a copy of all rows, to which the harm was done. */
  const harmed = (harm: string) => {
    const copy = new DatabaseSync(':memory:')
    copy.deserialize(database.serialize())
    copy.exec(harm)
    return modelsOver(copy)
  }
  const take = (events: readonly StoredEvent[]) => {
    const batch = packBatch(events.map((event) => ({ kind: 'event', event })))
    if (batch) side.take(batch)
  }
  return { side, models: modelsOver(database), harmed, take }
}
