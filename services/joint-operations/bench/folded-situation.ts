import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Moment } from '@concord/incident'
import {
  type FromReadSide,
  JOURNAL_FILE,
  openReadSide,
  projectionFileName,
  readJournal,
  startReadSideThread,
  type ToReadSide,
} from '@concord/projection'
import { rosterKnowledge } from '../picture/knowledge/roster-knowledge.ts'
import type { ToldPicture } from '../picture/open-picture.ts'
import { openReadModels } from '../picture/questions/read-models.ts'
import { pictureName } from '../picture/tables/picture-schema.ts'
import { scratchFolder, textOption } from './measure.ts'
import { type SyntheticLog, syntheticLog } from './synthetic-log.ts'

/** How large the index was when so many events had been folded. */
export interface IndexSize {
  readonly events: number
  readonly bytes: number
  readonly rectangles: number
}

/**
 * Folds a synthetic log as a service does: in the thread of the read side, with the memory that it is given.
 * `--folder=…` keeps the read models there for the next run, which then folds nothing.
 */
export const foldedSituation = async (log: SyntheticLog) => {
  const folder = textOption('folder') ?? scratchFolder()
  mkdirSync(folder, { recursive: true })
  const journal = join(folder, JOURNAL_FILE)
  const file = join(folder, projectionFileName(pictureName))
  if (!existsSync(journal)) {
    const journaled = openReadSide(folder, [])
    for (const batch of syntheticLog(log)) journaled.take(batch)
    journaled.close()
  }
  const events = readJournal(journal).standing().ordinal
  const sizes: IndexSize[] = []
  const start = performance.now()
  await foldInThread(folder, (ordinal) => {
    if (sizes.length === 0 && ordinal >= events / 10) sizes.push(sizeOf(file, ordinal))
  })
  sizes.push(sizeOf(file, events))
  return { folder, file, events, sizes, foldedS: (performance.now() - start) / 1000 }
}

const foldInThread = async (folder: string, onFolded: (ordinal: number) => void): Promise<void> => {
  const worker = new URL('../picture/picture-worker.ts', import.meta.url)
  const thread = startReadSideThread(worker, folder, { partners: [] } satisfies ToldPicture)
  thread.on('message', (message: FromReadSide) => {
    if (message.kind !== 'standing') return
    const { ordinal, live } = message.standing.projections[0]!
    onFolded(ordinal)
    if (live) thread.postMessage({ kind: 'close' } satisfies ToReadSide)
  })
  await new Promise((resolve, reject) => thread.once('exit', resolve).once('error', reject))
}

const sizeOf = (file: string, events: number): IndexSize => {
  const reader = new DatabaseSync(file, { readOnly: true })
  const rows = (table: string) =>
    reader.prepare(`SELECT count(*) AS rows FROM ${table}_rowid`).get()!.rows as number
  const pages = reader
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get()!
  const rectangles = rows('rectangle') + rows('past_rectangle')
  reader.close()
  return { events, bytes: pages.bytes as number, rectangles }
}

/** The read models as the process that answers opens them. */
export const openSituation = ({ file, folder }: { readonly file: string; readonly folder: string }) => {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec('PRAGMA cache_size = -8192')
  const journal = readJournal(join(folder, JOURNAL_FILE))
  const models = openReadModels(database, journal, rosterKnowledge())
  const close = () => {
    database.close()
    journal.close()
  }
  return { models, close }
}

/** Moments spread over the middle of the synthetic log, by what is asked of the past. */
export const pastMoments = (
  events: number,
  asked: number,
): Readonly<Record<string, (index: number) => Moment>> => {
  const startMs = Date.UTC(2024, 0, 1)
  const share = (index: number) => 0.1 + (0.8 * (index % asked)) / asked
  const at = (index: number) => new Date(startMs + events * 20_000 * share(index)).toISOString()
  return {
    'as known and valid at T': (index) => ({ known: { at: at(index) }, valid: at(index) }),
    'as known at T': (index) => ({ known: { position: BigInt(Math.floor(events * share(index))) * 1000n } }),
    'as valid at T, known today': (index) => ({ valid: at(index) }),
  }
}
