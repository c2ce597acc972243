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
import { indexedQuestions } from '../picture/indexed-questions.ts'
import { pictureKnowledge } from '../picture/knowledge.ts'
import { pictureName } from '../picture/picture-schema.ts'
import { openReadModels } from '../picture/reading.ts'
import { option, percentile, scratchFolder } from './measure.ts'
import { syntheticLog } from './synthetic-log.ts'

/*
 * The situation at two moments of the past against the present one: a page of 50 and the count of what is not over, with
 * 100,000 incidents and 1 M events; the memory of the process after folding them; and how the index grows.
 *
 *   node situation.bench.ts [--incidents=100000] [--open=3000] [--asked=300]
 */
const incidents = option('incidents', 100_000)
const open = Math.min(option('open', 3000), incidents / 3)
const asked = option('asked', 300)
const eventsPerIncident = 10

const knowledge = pictureKnowledge()
const folder = scratchFolder()
const file = join(folder, projectionFileName(pictureName))
const journaled = openReadSide(folder, [])
for (const batch of syntheticLog({ incidents, eventsPerIncident, open })) journaled.take(batch)
const events = journaled.standing().journal.ordinal
journaled.close()

const sizes: { readonly events: number; readonly bytes: number; readonly rectangles: number }[] = []
const start = performance.now()
await foldInThread()
const foldedS = (performance.now() - start) / 1000
const memoryMb = process.memoryUsage().rss / 1e6

/** Folds as a service does: in the thread of the read side, with the memory that it is given. */
async function foldInThread(): Promise<void> {
  const thread = startReadSideThread(new URL('../picture/picture-worker.ts', import.meta.url), folder)
  thread.on('message', (message: FromReadSide) => {
    if (message.kind !== 'standing') return
    const { ordinal, live } = message.standing.projections[0]!
    if (sizes.length === 0 && ordinal >= events / 10) sizes.push(sizeAt(ordinal))
    if (live) thread.postMessage({ kind: 'close' } satisfies ToReadSide)
  })
  await new Promise((resolve, reject) => thread.once('exit', resolve).once('error', reject))
  sizes.push(sizeAt(events))
}

function sizeAt(ordinal: number) {
  const reader = new DatabaseSync(file, { readOnly: true })
  const rows = (table: string) =>
    reader.prepare(`SELECT count(*) AS rows FROM ${table}_rowid`).get()!.rows as number
  const pages = reader
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get()!
  const rectangles = rows('rectangle') + rows('past_rectangle')
  reader.close()
  return { events: ordinal, bytes: pages.bytes as number, rectangles }
}

const database = new DatabaseSync(file, { readOnly: true })
database.exec('PRAGMA cache_size = -32768')
const journal = readJournal(join(folder, JOURNAL_FILE))
const models = openReadModels(database, journal, knowledge)
const questions = indexedQuestions(models)
const startMs = Date.UTC(2024, 0, 1)
const endMs = startMs + events * 20_000

/** Milliseconds each question took. */
const ask = (order: 'opened' | 'changed', momentOf: (index: number) => Moment): readonly number[] =>
  Array.from({ length: asked }, (_, index) => {
    const before = performance.now()
    const page = questions.incidents(
      { agency: index % 2 === 0 ? 'joc' : 'police' },
      { statuses: ['reported', 'acknowledged', 'active', 'contained'] },
      { by: order, direction: 'descending' },
      { first: 50 },
      momentOf(index),
    )
    if (page.items.length === 0) throw new Error('the bench asks for nothing')
    return performance.now() - before
  })

const instantAt = (share: number) => new Date(startMs + (endMs - startMs) * share).toISOString()
const shareOf = (index: number) => 0.1 + (0.8 * index) / asked
const moments: Readonly<Record<string, (index: number) => Moment>> = {
  'as known and valid at T': (index) => ({
    known: { at: instantAt(shareOf(index)) },
    valid: instantAt(shareOf(index)),
  }),
  'as known at T': (index) => ({ known: { position: BigInt(Math.floor(events * shareOf(index))) * 1000n } }),
  'as valid at T, known today': (index) => ({ valid: instantAt(shareOf(index)) }),
}

console.log(
  `${incidents.toLocaleString('en')} incidents, ${events.toLocaleString('en')} events, some ${open} not over`,
)
console.log(
  `folded in ${foldedS.toFixed(0)} s, ${Math.round(events / foldedS).toLocaleString('en')} events/s`,
)
for (const order of ['opened', 'changed'] as const) {
  ask(order, () => ({}))
  const now = ask(order, () => ({}))
  const say = (name: string, took: readonly number[]) => {
    const [median, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
    const ratio = median / percentile(now, 0.5)
    const verdict =
      name === 'now' ? '' : `, ${ratio.toFixed(2)} of now (mark 3: ${ratio <= 3 ? 'reached' : 'MISSED'})`
    const bound = p99 < 50 ? 'reached' : 'MISSED'
    console.log(
      `  by ${order}, ${name}: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (mark 50: ${bound})${verdict}`,
    )
  }
  say('now', now)
  for (const [name, momentOf] of Object.entries(moments)) {
    ask(order, momentOf)
    say(name, ask(order, momentOf))
  }
}
console.log(
  `memory after folding: ${memoryMb.toFixed(0)} MB (mark 400: ${memoryMb < 400 ? 'reached' : 'MISSED'})`,
)
for (const { events, bytes, rectangles } of sizes) {
  console.log(
    `index at ${events.toLocaleString('en')} events: ${(bytes / events).toFixed(0)} bytes and ${(rectangles / events).toFixed(2)} rectangles an event`,
  )
}
database.close()
journal.close()
