import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import type { NewEvent } from '@concord/kernel'
import { startProjector } from '@concord/projection'
import { EventStoreDBClient, eventTypeFilter, START } from '@eventstore/db-client'
import { roster } from '../../roster.ts'
import { type Cost, costOf, option, report, scratchFolder } from './measure.ts'

/*
 * Catching up on a log, from nothing to live, against the bare client reading the same log. Events are signed, so ours
 * checks signatures and chains besides keeping a journal and folding it; the store is a process of its own. The log is long
 * enough that starting the thread, a matter of a second, tells little. Processor time says what a machine allows: the bare
 * client can't be quicker than the busier of its two processes, and we can't be quicker than all processors together,
 * where nothing ever waits.
 *
 *   node catch-up.bench.ts [--events=120000]
 */
const events = option('events', 120_000)
const PER_STREAM = 10
const node = fork(new URL('./store-process.ts', import.meta.url))
const [connectionString] = (await once(node, 'message')) as [string]
const keyFolder = scratchFolder()
prepareKeys(
  keyFolder,
  roster.map(({ name }) => name),
)
const keys = openAgencyKeys(keyFolder)
const open = () => openEventLog({ connectionString, agencies: roster, keys, agency: 'police' })

const writer = open()
await writer.enrol()
for (let stream = 0; stream < events / PER_STREAM; stream += 100) {
  await Promise.all(
    Array.from({ length: Math.min(100, events / PER_STREAM - stream) }, (_, index) => write(stream + index)),
  )
}

async function write(incident: number): Promise<void> {
  const head = { revision: 'no-stream', hash: null } as const
  const recorded = Array.from({ length: PER_STREAM }, (_, index) => newEvent(incident, index))
  const appended = await writer.append(`police-INC-${incident}`, head, recorded)
  if (!appended.ok) throw new Error(JSON.stringify(appended.error))
}

function newEvent(incident: number, index: number): NewEvent {
  const observation = `Two riders with some fifteen horses going north along the dry river bed, seen from post ${index}`
  const opened = { kind: 'livestock-theft', title: `Incident ${incident}`, lat: 49.5, lon: 114.2 }
  return {
    id: randomUUID(),
    type: index === 0 ? 'IncidentOpened' : 'FieldObservation',
    data: index === 0 ? opened : { observation, grade: 'B2' },
    envelope: {
      schemaVersion: 1,
      commandId: randomUUID(),
      $correlationId: randomUUID(),
      $causationId: randomUUID(),
      reference: `S${incident}-${index}`,
      summary: 'Riders with horses going north',
      occurredAt: '2025-04-23T13:20:00+08:00',
      agency: 'police',
      actor: { subject: 'duty-1', role: 'duty-officer', agency: 'police' },
      mode: 'operational',
      marking: { tlp: 'AMBER', releaseTo: ['border', 'emergency', 'corrections', 'joc'] },
    },
  }
}

const bare = async () => {
  const client = EventStoreDBClient.connectionString(connectionString)
  let count = 0
  const filter = eventTypeFilter({ regex: '^[^$].*' })
  for await (const { event } of client.subscribeToAll({ fromPosition: START, filter })) {
    if (event && ++count >= events) break
  }
  await client.dispose()
}

const head = await writer.head()
if (!head.ok || head.value === undefined) throw new Error('the log cannot be read')
const end = head.value

const catchUp = async (worker: string) => {
  const log = open()
  const projector = await startProjector({
    log,
    folder: scratchFolder(),
    worker: new URL(worker, import.meta.url),
    told: { partners: [] },
  })
  await Promise.race([projector.waitFor(end, 600_000), projector.failed])
  await projector.close()
  await log.close()
}

/** What checking signatures and chains leaves of the bare client's rate. */
const checkedOnly = async () => {
  const log = open()
  const stop = new AbortController()
  for await (const items of log.follow({ signal: stop.signal })) {
    if (items.some((item) => item.kind === 'event' && item.event.position >= end)) stop.abort()
  }
  await log.close()
}

const storeTime = async (): Promise<NodeJS.CpuUsage> => {
  node.send('processor-time')
  return ((await once(node, 'message')) as [NodeJS.CpuUsage])[0]
}

/** The better one of two rounds, because what else the machine does only ever adds. */
const contend = async (run: () => Promise<void>): Promise<Cost> => {
  const [first, second] = [await costOf(events, run, storeTime), await costOf(events, run, storeTime)]
  return first.perSecond > second.perSecond ? first : second
}

const tell = (name: string, { perSecond, ownUs, storeUs }: Cost, peer?: Cost): void => {
  report(name, perSecond, peer && { rate: peer.perSecond, mark: 0.7 })
  const used = `${ownUs.toFixed(0)} µs of processor time an event here, ${storeUs.toFixed(0)} µs in the store`
  const processors = availableParallelism()
  const allowed = peer && (processors * Math.max(peer.ownUs, peer.storeUs)) / (ownUs + storeUs)
  console.log(
    `  ${used}${allowed ? `: ${processors} processors allow ${allowed.toFixed(2)} of the peer` : ''}`,
  )
}

await bare()
const client = await contend(bare)
console.log(`Catching up on ${events.toLocaleString('en')} signed events`)
tell('bare client', client)
tell('checked, not kept', await contend(checkedOnly), client)
tell(
  'journal and a projection of the current situation',
  await contend(() => catchUp('./current-worker.ts')),
  client,
)
tell('journal and the whole picture', await contend(() => catchUp('../picture/picture-worker.ts')), client)
keys.close()
await writer.close()
node.send('stop')
await once(node, 'exit')
