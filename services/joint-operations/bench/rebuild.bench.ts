import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JOURNAL_FILE, openReadSide, type Projection, type ReadSide } from '@concord/projection'
import { pictureProjection } from '../picture/fold/picture-projection.ts'
import { rosterKnowledge } from '../picture/knowledge/roster-knowledge.ts'
import { currentSituation, situationRow, situationTable, upsert } from './current-situation.ts'
import { emmettRebuildRate } from './emmett-rebuild.ts'
import { option, rateOf, report, scratchFolder } from './measure.ts'
import { syntheticLog } from './synthetic-log.ts'

/*
 * Filling a new projection version from the local journal, against a bare loop that parses the same JSON and upserts
 * with a prepared statement, and against Emmett's rebuild of the same projection from the same events.
 *
 *   node rebuild.bench.ts [--events=200000] [--emmett=20000] [--peer=FOLDER]
 */
const events = option('events', 200_000)
const folder = scratchFolder()
const journal = openReadSide(folder, [])
for (const batch of syntheticLog({ incidents: events / 10, eventsPerIncident: 10, open: 3000 }))
  journal.take(batch)
journal.close()

const bareLoop = () => {
  const source = new DatabaseSync(join(folder, JOURNAL_FILE), { readOnly: true })
  const target = new DatabaseSync(join(scratchFolder(), 'bare.sqlite'))
  target.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${situationTable}`)
  const put = target.prepare(upsert)
  let row = 0
  target.exec('BEGIN')
  for (const event of source
    .prepare('SELECT stream, type, data, metadata FROM event ORDER BY ordinal')
    .iterate()) {
    put.run(...situationRow(event as never))
    row += 1
    if (row % 4000 === 0) target.exec('COMMIT; BEGIN')
  }
  target.exec('COMMIT')
  source.close()
  target.close()
}

let versions = 0
const rebuild = (projection: Projection) => {
  versions += 1
  const side: ReadSide = openReadSide(folder, [{ ...projection, version: 1000 + versions }])
  while (side.advance());
  side.close()
}

const projection = currentSituation
bareLoop()
rebuild(projection)
const bare = [await rateOf(events, bareLoop)]
const ours = [await rateOf(events, () => rebuild(projection))]
bare.push(await rateOf(events, bareLoop))
ours.push(await rateOf(events, () => rebuild(projection)))
const [peer, rate] = [Math.max(...bare), Math.max(...ours)]
console.log(`Rebuild of a projection from the journal, ${events.toLocaleString('en')} events`)
report('bare loop, the same JSON and upsert', peer)
report('projector, the same projection', rate, { rate: peer, mark: 0.5 })
const picture = pictureProjection(rosterKnowledge())
report(
  'projector, the whole picture (timeline, words, two-time index)',
  await rateOf(events, () => rebuild(picture)),
)

const peerFolder = process.argv.find((one) => one.startsWith('--peer='))?.slice('--peer='.length)
const emmett = await emmettRebuildRate(option('emmett', 20_000), peerFolder)
if (typeof emmett === 'string') console.log(`Emmett: ${emmett}`)
else {
  report("Emmett's rebuild of the same projection", emmett)
  report('projector against Emmett', rate, { rate: emmett, mark: 25 })
}
